package dev.weir.account;

import dev.weir.validation.InvalidFieldException;

/**
 * How accounts are cached.
 *
 * @param maxAccounts the most known accounts held; half as many unknown ones are held beside them.
 *     Default 200,000
 * @param stalenessMillis how long a cached account counts as fresh, should word of its change be
 *     lost. Default 30 s
 * @param lastKnownMillis how long a cached account is of use when the store does not answer.
 *     Default 1 h
 */
public record AccountCacheConfig(int maxAccounts, long stalenessMillis, long lastKnownMillis) {
  private static final int MOST_ACCOUNTS = 10_000_000;
  private static final long LONGEST_STALENESS = 3_600_000;
  private static final long LONGEST_LAST_KNOWN = 7 * 86_400_000L;

  public AccountCacheConfig {
    require("accounts.cache.max_accounts", maxAccounts, 1, MOST_ACCOUNTS, "accounts");
    require("accounts.cache.staleness", stalenessMillis, 1, LONGEST_STALENESS, "ms");
    require(
        "accounts.cache.last_known", lastKnownMillis, stalenessMillis, LONGEST_LAST_KNOWN, "ms");
  }

  /** Returns the defaults. */
  public static AccountCacheConfig defaults() {
    return new AccountCacheConfig(200_000, 30_000, 3_600_000);
  }

  private static void require(String field, long value, long least, long most, String unit) {
    if (value < least || value > most) {
      throw new InvalidFieldException(field, least + " to " + most + " " + unit, value);
    }
  }
}
