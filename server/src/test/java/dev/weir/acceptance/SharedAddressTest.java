package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.decision.Decision;
import dev.weir.decision.Verdict;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What those can do to others who call from the same address. */
final class SharedAddressTest {
  private final Town town = Town.of(10);

  /** 15 accounts of the smallest tier take what an address may send in a minute. */
  @Test
  void whoFillsTheLimitOfAnAddressGetsOthersBehindItDenied() {
    Caller innocent = new Caller("innocent", "", "9.9.9.9", "device of innocent", 0, true);
    town.put(Caller.account(innocent.id(), Level.PAYMENT, "", "", false, 1));
    assertThat(town.call(innocent).verdict()).isEqualTo(Verdict.ALLOW);
    for (int i = 0; i < 15; i++) {
      Caller other = new Caller("other " + i, "", "9.9.9.9", "device of other " + i, 0, false);
      town.put(Caller.account(other.id(), Level.PAYMENT, "", "", false, 1));
      for (int j = 0; j < 200; j++) {
        var _ = town.call(other);
      }
    }
    Decision decision = town.call(innocent);
    assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    assertThat(decision.limits())
        .filteredOn(limit -> limit.exceeded())
        .extracting(limit -> limit.name())
        .containsExactly("requests_per_minute_per_address");
    assertThat(decision.retryAfterMillis()).isBetween(1L, TimeUnit.MINUTES.toMillis(2));
    town.advance(TimeUnit.MINUTES.toMillis(2));
    assertThat(town.call(innocent).verdict()).isEqualTo(Verdict.ALLOW);
  }
}
