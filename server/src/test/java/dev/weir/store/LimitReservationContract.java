package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Measure;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link LimitStore} does with what it reserved: settling, releasing, expiring. */
public abstract class LimitReservationContract extends LimitContract {

  static Stream<LimitSpec> tokens() {
    return Stream.of(TOKENS, LOGGED_TOKENS);
  }

  static Stream<LimitSpec> anyLimit() {
    return Stream.of(REQUESTS, LOGGED, TOKENS, LOGGED_TOKENS, SLOTS);
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void givesBackWhatWasReservedTooMuch(LimitSpec limit) throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition = acquisition(demand(limit, subject, 100, 90));
    acquire(acquisition, NOW);
    assertThat(settle(acquisition, 10, 20, NOW + SECOND)).isTrue();
    assertThat(remaining(limit, subject, 100, NOW + SECOND)).isEqualTo(70);
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void countsWhatWasUsedBeyondTheReservationEvenBeyondTheLimit(LimitSpec limit) throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition = acquisition(demand(limit, subject, 100, 90));
    acquire(acquisition, NOW);
    assertThat(settle(acquisition, 100, 50, NOW + SECOND)).isTrue();
    assertThat(remaining(limit, subject, 151, NOW + SECOND)).isEqualTo(1);
  }

  @Test
  void countsWhatWasUsedBeyondTheReservationFromTheReportOn() throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition = acquisition(demand(LOGGED_TOKENS, subject, 100, 10));
    acquire(acquisition, NOW);
    settle(acquisition, 25, 0, NOW + 40 * SECOND);
    assertThat(remaining(LOGGED_TOKENS, subject, 100, NOW + MINUTE)).isEqualTo(85);
    assertThat(remaining(LOGGED_TOKENS, subject, 100, NOW + 100 * SECOND)).isEqualTo(100);
  }

  @Test
  void givesBackToThePreviousBucketWhatThatCounted() throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition = acquisition(demand(TOKENS, subject, 100, 80));
    acquire(acquisition, NOW);
    acquire(NOW + MINUTE + 30 * SECOND, demand(TOKENS, subject, 100, 10));
    settle(acquisition, 20, 0, NOW + MINUTE + 30 * SECOND);
    assertThat(remaining(TOKENS, subject, 100, NOW + MINUTE + 30 * SECOND)).isEqualTo(80);
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void givesNothingBackThatNoLongerCounts(LimitSpec limit) throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition = acquisition(demand(limit, subject, 100, 80));
    acquire(acquisition, NOW);
    acquire(NOW + 2 * MINUTE, demand(limit, subject, 100, 10));
    assertThat(settle(acquisition, 0, 0, NOW + 2 * MINUTE)).isTrue();
    assertThat(remaining(limit, subject, 100, NOW + 2 * MINUTE)).isEqualTo(90);
  }

  @Test
  void settlesByEachLimitsWeightsRoundedUp() throws Exception {
    Subject subject = subject("account");
    LimitSpec cost = new LimitSpec("cost", Measure.COST, Algorithm.SLIDING_WINDOW, MINUTE);
    LimitSpec input = new LimitSpec("in", Measure.INPUT_TOKENS, Algorithm.SLIDING_WINDOW, MINUTE);
    LimitSpec output = new LimitSpec("out", Measure.OUTPUT_TOKENS, Algorithm.EXACT_LOG, MINUTE);
    Acquisition acquisition =
        acquisition(
            new Demand(cost, subject, 1_000, 500, new TokenWeights(0.15, 0.6), true),
            new Demand(input, subject, 1_000, 500, new TokenWeights(1, 0), true),
            new Demand(output, subject, 1_000, 500, new TokenWeights(0, 1), true));
    acquire(acquisition, NOW);
    settle(acquisition, 33, 44, NOW);
    // 33 * 0.15 + 44 * 0.6 = 31.35
    assertThat(remaining(cost, subject, 1_000, NOW)).isEqualTo(968);
    assertThat(remaining(input, subject, 1_000, NOW)).isEqualTo(967);
    assertThat(remaining(output, subject, 1_000, NOW)).isEqualTo(956);
  }

  @Test
  void neverSettlesRequests() throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition =
        acquisition(demand(REQUESTS, subject, 10, 1), demand(TOKENS, subject, 100, 50));
    acquire(acquisition, NOW);
    assertThat(settle(acquisition, 0, 0, NOW)).isTrue();
    assertThat(remaining(REQUESTS, subject, 10, NOW)).isEqualTo(9);
    assertThat(remaining(TOKENS, subject, 100, NOW)).isEqualTo(100);
  }

  @Test
  void settlesWhatNothingWasReservedFor() throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition = acquisition(demand(TOKENS, subject, 100, 0));
    acquire(acquisition, NOW);
    assertThat(settle(acquisition, 5, 6, NOW + SECOND)).isTrue();
    assertThat(remaining(TOKENS, subject, 100, NOW + SECOND)).isEqualTo(89);
  }

  @Test
  void settlesLimitsThatLiveApart() throws Exception {
    Subject account = subject("account", "acme");
    Subject address = subject("ip", "192.0.2.1");
    Acquisition acquisition =
        acquisition(
            demand(TOKENS, account, 100, 50),
            demand(TOKENS, address, 100, 50),
            demand(SLOTS, address, 3, 1));
    acquire(acquisition, NOW);
    assertThat(settle(acquisition, 10, 0, NOW)).isTrue();
    assertThat(settle(acquisition, 10, 0, NOW)).isFalse();
    assertThat(remaining(TOKENS, account, 100, NOW)).isEqualTo(90);
    assertThat(remaining(TOKENS, address, 100, NOW)).isEqualTo(90);
    assertThat(remaining(SLOTS, address, 3, NOW)).isEqualTo(3);
  }

  @Test
  void settlesOnce() throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition = acquisition(demand(TOKENS, subject, 100, 50));
    acquire(acquisition, NOW);
    assertThat(settle(acquisition, 10, 0, NOW)).isTrue();
    assertThat(settle(acquisition, 40, 0, NOW)).isFalse();
    assertThat(remaining(TOKENS, subject, 100, NOW)).isEqualTo(90);
  }

  @Test
  void settlesOnceUnderConcurrency() throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition = acquisition(demand(TOKENS, subject, 10_000, 5_000));
    acquire(acquisition, NOW);
    List<Boolean> settled = concurrently(100, () -> settle(acquisition, 6_000, 0, NOW));
    assertThat(settled).filteredOn(did -> did).hasSize(1);
    assertThat(remaining(TOKENS, subject, 10_000, NOW)).isEqualTo(4_000);
  }

  @Test
  void settlesNothingForADecisionThatReservedNothing() throws Exception {
    Subject subject = subject("account");
    Acquisition requests = acquisition(demand(REQUESTS, subject, 10, 1));
    Acquisition refused = acquisition(demand(TOKENS, subject, 10, 11));
    Acquisition unknown = acquisition(demand(TOKENS, subject, 10, 1));
    acquire(requests, NOW);
    acquire(refused, NOW);
    assertThat(settle(requests, 1, 1, NOW)).isFalse();
    assertThat(settle(refused, 1, 1, NOW)).isFalse();
    assertThat(settle(unknown, 1, 1, NOW)).isFalse();
    assertThat(remaining(TOKENS, subject, 10, NOW)).isEqualTo(10);
  }

  @Test
  void settlesUntilTheReservationExpiresAndKeepsItCountedThen() throws Exception {
    LimitSpec hour = new LimitSpec("hour", Measure.TOKENS, Algorithm.EXACT_LOG, 60 * MINUTE);
    Subject subject = subject("account");
    Acquisition early = acquisition(demand(hour, subject, 100, 30));
    Acquisition late = acquisition(demand(hour, subject, 100, 40));
    acquire(early, NOW);
    acquire(late, NOW);
    assertThat(settle(early, 10, 0, NOW + RESERVATION - 1)).isTrue();
    assertThat(settle(late, 10, 0, NOW + RESERVATION)).isFalse();
    assertThat(remaining(hour, subject, 100, NOW + RESERVATION)).isEqualTo(50);
  }

  @Test
  void holdsASlotUntilItsReport() throws Exception {
    Subject subject = subject("account");
    Acquisition first = acquisition(demand(SLOTS, subject, 1, 1));
    acquire(first, NOW);
    assertThat(acquire(NOW + SECOND, demand(SLOTS, subject, 1, 1)).admitted()).isFalse();
    assertThat(settle(first, 1_000, 1_000, NOW + SECOND)).isTrue();
    assertThat(acquire(NOW + SECOND, demand(SLOTS, subject, 1, 1)).admitted()).isTrue();
  }

  @Test
  void freesASlotThatWasNeverReportedWhenItExpires() throws Exception {
    Subject subject = subject("account");
    acquire(NOW, demand(SLOTS, subject, 2, 1));
    acquire(NOW + 10 * SECOND, demand(SLOTS, subject, 2, 1));
    assertThat(acquire(NOW + MINUTE - 1, demand(SLOTS, subject, 2, 1)).admitted()).isFalse();
    assertThat(acquire(NOW + MINUTE, demand(SLOTS, subject, 2, 1)).admitted()).isTrue();
    assertThat(acquire(NOW + MINUTE, demand(SLOTS, subject, 2, 1)).admitted()).isFalse();
  }

  @Test
  void freesOnlyTheSlotsThatAReportIsFor() throws Exception {
    Subject subject = subject("account");
    Acquisition first = acquisition(demand(SLOTS, subject, 3, 1));
    Acquisition second = acquisition(demand(SLOTS, subject, 3, 2));
    acquire(first, NOW);
    acquire(second, NOW);
    settle(second, 0, 0, NOW);
    assertThat(remaining(SLOTS, subject, 3, NOW)).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("anyLimit")
  void releasesWhatWasAcquired(LimitSpec limit) throws Exception {
    Subject subject = subject("account");
    acquire(NOW, demand(limit, subject, 10, 3));
    Acquisition acquisition = acquisition(demand(limit, subject, 10, 5));
    acquire(acquisition, NOW + SECOND);
    release(acquisition, NOW + SECOND, NOW + 2 * SECOND);
    assertThat(remaining(limit, subject, 10, NOW + 2 * SECOND)).isEqualTo(7);
  }

  @Test
  void releasesOverAllLimitsWhereverTheyLive() throws Exception {
    Subject account = subject("account", "acme");
    Subject address = subject("ip", "192.0.2.1");
    Acquisition acquisition =
        acquisition(
            demand(REQUESTS, account, 10, 1),
            demand(TOKENS, account, 10, 5),
            demand(SLOTS, account, 10, 1),
            demand(REQUESTS, address, 10, 1).unenforced());
    acquire(acquisition, NOW);
    release(acquisition, NOW, NOW);
    for (LimitSpec limit : List.of(REQUESTS, TOKENS, SLOTS)) {
      assertThat(remaining(limit, account, 10, NOW)).isEqualTo(10);
    }
    assertThat(remaining(REQUESTS, address, 10, NOW)).isEqualTo(10);
  }

  @Test
  void releasesTheReservationAndTheRetry() throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition = retried("request", demand(TOKENS, subject, 10, 5));
    acquire(acquisition, NOW);
    release(acquisition, NOW, NOW);
    assertThat(settle(acquisition, 9, 0, NOW)).isFalse();
    assertThat(acquire(retried("request", demand(TOKENS, subject, 10, 6)), NOW).repeated())
        .isFalse();
    assertThat(remaining(TOKENS, subject, 10, NOW)).isEqualTo(4);
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void releasesFromWhereItWasCountedWhereTheClockWentBack(LimitSpec limit) throws Exception {
    Subject subject = subject("a");
    long bucket = NOW - NOW % MINUTE + MINUTE;
    acquire(bucket + 10, demand(limit, subject, 100, 20));
    Acquisition late = acquisition(demand(limit, subject, 100, 30));
    acquire(late, bucket - 10);
    release(late, bucket - 10, bucket - 10);
    assertThat(remaining(limit, subject, 100, bucket + 10)).isEqualTo(80);
  }

  @Test
  void releasesFromThePreviousBucketWhatThatCounted() throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition = acquisition(demand(REQUESTS, subject, 100, 80));
    acquire(acquisition, NOW + MINUTE - 1);
    acquire(NOW + MINUTE, demand(REQUESTS, subject, 100, 10));
    release(acquisition, NOW + MINUTE - 1, NOW + MINUTE);
    assertThat(remaining(REQUESTS, subject, 100, NOW + MINUTE)).isEqualTo(90);
  }
}
