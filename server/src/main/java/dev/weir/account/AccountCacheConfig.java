package dev.weir.account;

import dev.weir.config.Setting;
import java.time.Duration;

/** How accounts are cached. */
public record AccountCacheConfig(
    @Setting(
            value =
                "The most known accounts held; half as many ids that were never pushed are held"
                    + " beside them.",
            unit = "accounts",
            min = "1",
            max = "10000000")
        int maxAccounts,
    @Setting(
            value = "How long a cached account counts as fresh, should word of its change be lost.",
            min = "1ms",
            max = "1h")
        Duration staleness,
    @Setting(
            value = "How long a cached account is of use while the store does not answer.",
            min = "1ms",
            max = "7d")
        Duration lastKnown) {

  /** Returns 200,000 accounts, fresh for 30 s, of use for 1 h. */
  public static AccountCacheConfig defaults() {
    return new AccountCacheConfig(200_000, Duration.ofSeconds(30), Duration.ofHours(1));
  }
}
