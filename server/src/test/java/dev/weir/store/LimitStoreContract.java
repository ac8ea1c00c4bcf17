package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitBounds;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link LimitStore} does when it is asked for something, and asked again. */
public abstract class LimitStoreContract extends LimitContract {

  static Stream<LimitSpec> anyAlgorithm() {
    return Stream.of(TOKENS, LOGGED_TOKENS, SLOTS);
  }

  static Stream<LimitSpec> withoutReservation() {
    return Stream.of(REQUESTS, LOGGED);
  }

  @ParameterizedTest
  @MethodSource("anyAlgorithm")
  void admitsUpToTheLimitAndNoMore(LimitSpec limit) throws Exception {
    Subject subject = subject("account");
    for (int i = 1; i <= 5; i++) {
      Outcome outcome = acquire(NOW, demand(limit, subject, 5, 1));
      assertThat(outcome.admitted()).isTrue();
      assertThat(outcome.limits().getFirst().remaining()).isEqualTo(5 - i);
    }

    Outcome outcome = acquire(NOW, demand(limit, subject, 5, 1));

    assertThat(outcome.admitted()).isFalse();
    assertThat(outcome.repeated()).isFalse();
    assertThat(outcome.local()).isFalse();
    LimitStatus status = outcome.limits().getFirst();
    assertThat(status.name()).isEqualTo(limit.name());
    assertThat(status.limit()).isEqualTo(5);
    assertThat(status.remaining()).isZero();
    assertThat(status.exceeded()).isTrue();
    assertThat(status.windowMillis()).isEqualTo(limit.equals(SLOTS) ? 0 : MINUTE);
  }

  @ParameterizedTest
  @MethodSource("anyAlgorithm")
  void neverOvershootsWithAmountsAboveOne(LimitSpec limit) throws Exception {
    Subject subject = subject("account");
    assertThat(acquire(NOW, demand(limit, subject, 100, 60)).admitted()).isTrue();
    assertThat(acquire(NOW, demand(limit, subject, 100, 41)).admitted()).isFalse();
    assertThat(acquire(NOW, demand(limit, subject, 100, 40)).admitted()).isTrue();
    assertThat(acquire(NOW, demand(limit, subject, 100, 1)).admitted()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("anyAlgorithm")
  void admitsNothingAskedForUnlessMoreThanTheLimitIsUsed(LimitSpec limit) throws Exception {
    Subject subject = subject("account");
    acquire(NOW, demand(limit, subject, 100, 50));
    assertThat(acquire(NOW, demand(limit, subject, 50, 0)).admitted()).isTrue();
    assertThat(acquire(NOW, demand(limit, subject, 49, 0)).admitted()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("anyAlgorithm")
  void saysThatNoWaitHelpsWhereMoreIsAskedThanTheLimit(LimitSpec limit) throws Exception {
    Outcome outcome = acquire(NOW, demand(limit, subject("account"), 10, 11));
    assertThat(outcome.admitted()).isFalse();
    assertThat(longestWait(outcome)).isEqualTo(LimitStatus.NEVER);
    assertThat(outcome.limits().getFirst().remaining()).isEqualTo(10);
    assertThat(outcome.limits().getFirst().resetAfterMillis()).isZero();
  }

  @ParameterizedTest
  @MethodSource("anyAlgorithm")
  void admitsAfterRetryAfterAndNotSooner(LimitSpec limit) throws Exception {
    Subject subject = subject("account");
    acquire(NOW + 7 * SECOND, demand(limit, subject, 100, 70));
    acquire(NOW + 19 * SECOND, demand(limit, subject, 100, 30));
    long now = NOW + 23 * SECOND;

    long wait = longestWait(acquire(now, demand(limit, subject, 100, 40)));

    assertThat(wait).isPositive();
    assertThat(acquire(now + wait * 98 / 100, demand(limit, subject, 100, 40)).admitted())
        .isFalse();
    assertThat(acquire(now + wait - 1, demand(limit, subject, 100, 40)).admitted()).isFalse();
    assertThat(acquire(now + wait, demand(limit, subject, 100, 40)).admitted()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("anyAlgorithm")
  void usesNothingAfterResetAndSomethingBefore(LimitSpec limit) throws Exception {
    Subject subject = subject("account");
    Outcome outcome = acquire(NOW + 7 * SECOND, demand(limit, subject, 100, 70));
    long reset = NOW + 7 * SECOND + outcome.limits().getFirst().resetAfterMillis();
    assertThat(remaining(limit, subject, 100, reset - 1)).isLessThan(100);
    assertThat(remaining(limit, subject, 100, reset)).isEqualTo(100);
  }

  @Test
  void slidesOutTheShareOfThePreviousBucket() throws Exception {
    Subject subject = subject("account");
    acquire(NOW, demand(TOKENS, subject, 100, 100));
    assertThat(remaining(TOKENS, subject, 100, NOW + MINUTE)).isZero();
    assertThat(remaining(TOKENS, subject, 100, NOW + MINUTE + 15 * SECOND)).isEqualTo(25);
    assertThat(remaining(TOKENS, subject, 100, NOW + 2 * MINUTE - 1)).isEqualTo(99);
    assertThat(remaining(TOKENS, subject, 100, NOW + 2 * MINUTE)).isEqualTo(100);
  }

  @Test
  void slidesWindowsOfMoreThanADayBySeconds() throws Exception {
    LimitSpec month = new LimitSpec("m", Measure.COST, Algorithm.SLIDING_WINDOW, 30 * DAY);
    Subject subject = subject("account");
    long start = NOW / (30 * DAY) * (30 * DAY);
    acquire(start, demand(month, subject, 30 * 86_400, 30 * 86_400));
    long later = start + 31 * DAY;
    assertThat(remaining(month, subject, 30 * 86_400, later)).isEqualTo(86_400);
    assertThat(remaining(month, subject, 30 * 86_400, later + 999)).isEqualTo(86_400);
    assertThat(remaining(month, subject, 30 * 86_400, later + 1_000)).isEqualTo(86_401);
  }

  @Test
  void isExactForTheLargestCounts() throws Exception {
    LimitSpec day = new LimitSpec("day", Measure.COST, Algorithm.SLIDING_WINDOW, DAY);
    Subject subject = subject("account");
    long max = LimitBounds.MAX_COUNT;
    long start = NOW / DAY * DAY;
    acquire(start, demand(day, subject, max, max - 1));
    // ceil(999,999,999,999,999 * 86,399,997 / 86,400,000)
    assertThat(remaining(day, subject, max, start + DAY + 3)).isEqualTo(max - 999_999_965_277_777L);
    long wait = longestWait(acquire(start + DAY + 3, demand(day, subject, max, max / 3)));
    assertThat(acquire(start + DAY + 2 + wait, demand(day, subject, max, max / 3)).admitted())
        .isFalse();
    assertThat(acquire(start + DAY + 3 + wait, demand(day, subject, max, max / 3)).admitted())
        .isTrue();
  }

  @Test
  void keepsWhatWasCountedWhenTheMaximumChanges() throws Exception {
    Subject subject = subject("account");
    acquire(NOW, demand(REQUESTS, subject, 3, 1));
    assertThat(remaining(REQUESTS, subject, 10, NOW)).isEqualTo(9);
    assertThat(remaining(REQUESTS, subject, 1, NOW)).isZero();
  }

  @Test
  void startsFromNothingWhenTheWindowChanges() throws Exception {
    Subject subject = subject("account");
    acquire(NOW, demand(REQUESTS, subject, 3, 1));
    LimitSpec other = new LimitSpec("requests", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 1_000);
    assertThat(remaining(other, subject, 3, NOW)).isEqualTo(3);
    assertThat(remaining(REQUESTS, subject, 3, NOW)).isEqualTo(2);
  }

  @Test
  void countsNothingAnywhereWhenOneLimitRefuses() throws Exception {
    Subject account = subject("account");
    Subject organization = subject("organization");
    acquire(NOW, demand(TOKENS, organization, 10, 10));

    Outcome outcome =
        acquire(
            NOW,
            demand(REQUESTS, account, 5, 1),
            demand(TOKENS, organization, 10, 1),
            demand(LOGGED, account, 5, 1),
            demand(SLOTS, account, 5, 1));

    assertThat(outcome.admitted()).isFalse();
    assertThat(outcome.limits())
        .extracting(LimitStatus::name)
        .containsExactly("requests", "tokens", "logged", "in_flight");
    assertThat(outcome.limits())
        .extracting(LimitStatus::exceeded)
        .containsExactly(false, true, false, false);
    assertThat(outcome.limits()).extracting(LimitStatus::remaining).containsExactly(5L, 0L, 5L, 5L);
    for (LimitSpec limit : List.of(REQUESTS, LOGGED, SLOTS)) {
      assertThat(remaining(limit, account, 5, NOW)).isEqualTo(5);
    }
  }

  @Test
  void countsNothingAnywhereWhenALimitElsewhereRefuses() throws Exception {
    Subject account = subject("account", "acme");
    Subject address = subject("ip", "192.0.2.1");
    Subject other = subject("other", "globex");
    acquire(NOW, demand(REQUESTS, address, 2, 2));

    Outcome outcome =
        acquire(
            NOW,
            demand(REQUESTS, account, 5, 1),
            demand(REQUESTS, address, 2, 1),
            demand(TOKENS, other, 5, 1));

    assertThat(outcome.admitted()).isFalse();
    assertThat(outcome.limits())
        .extracting(LimitStatus::exceeded)
        .containsExactly(false, true, false);
    assertThat(remaining(REQUESTS, account, 5, NOW)).isEqualTo(5);
    assertThat(remaining(TOKENS, other, 5, NOW)).isEqualTo(5);
    assertThat(remaining(REQUESTS, address, 2, NOW)).isZero();
  }

  @Test
  void countsEverywhereWhenEveryLimitHasRoom() throws Exception {
    Subject account = subject("account", "acme");
    Subject address = subject("ip", "192.0.2.1");
    Outcome outcome = acquire(NOW, demand(REQUESTS, account, 5, 1), demand(TOKENS, address, 50, 7));
    assertThat(outcome.admitted()).isTrue();
    assertThat(outcome.limits()).extracting(LimitStatus::remaining).containsExactly(4L, 43L);
    assertThat(remaining(REQUESTS, account, 5, NOW)).isEqualTo(4);
    assertThat(remaining(TOKENS, address, 50, NOW)).isEqualTo(43);
  }

  @Test
  void countsWhatIsNotEnforcedBeyondTheLimitAndDoesNotRefuse() throws Exception {
    Subject subject = subject("account");
    Demand watched = demand(TOKENS, subject, 10, 8).unenforced();
    acquire(NOW, demand(REQUESTS, subject, 5, 1), watched);

    Outcome outcome = acquire(NOW, demand(REQUESTS, subject, 5, 1), watched);

    assertThat(outcome.admitted()).isTrue();
    assertThat(outcome.exceeded()).isTrue();
    assertThat(outcome.limits()).extracting(LimitStatus::exceeded).containsExactly(false, true);
    assertThat(longestWait(outcome)).isPositive();
    assertThat(remaining(TOKENS, subject, 17, NOW)).isEqualTo(1);
    assertThat(remaining(REQUESTS, subject, 5, NOW)).isEqualTo(3);
  }

  @Test
  void tellsWhenAWatchedLimitFitsCountingWhatItJustCounted() throws Exception {
    Subject subject = subject("account");
    Demand watched = demand(LOGGED_TOKENS, subject, 10, 6).unenforced();
    acquire(NOW, watched);
    long wait = longestWait(acquire(NOW + 10 * SECOND, watched));
    assertThat(wait).isEqualTo(MINUTE);
  }

  @ParameterizedTest
  @MethodSource("withoutReservation")
  void countsInTheCurrentWindowWhenTheClockGoesBack(LimitSpec limit) throws Exception {
    Subject subject = subject("account");
    acquire(NOW + MINUTE, demand(limit, subject, 3, 1));
    acquire(NOW + MINUTE - 5 * SECOND, demand(limit, subject, 3, 1));
    acquire(NOW + MINUTE, demand(limit, subject, 3, 1));
    assertThat(acquire(NOW + MINUTE - 1, demand(limit, subject, 3, 1)).admitted()).isFalse();
    assertThat(acquire(NOW + MINUTE, demand(limit, subject, 3, 1)).admitted()).isFalse();
  }

  @Test
  void givesARetryTheFirstOutcomeAndCountsOnce() throws Exception {
    Subject subject = subject("account");
    Acquisition first = retried("request", demand(REQUESTS, subject, 5, 1));
    Acquisition second = retried("request", demand(REQUESTS, subject, 5, 1));
    Outcome outcome = acquire(first, NOW);

    Outcome repeated = acquire(second, NOW + LimitStore.RETRY_MILLIS - 1);

    assertThat(repeated)
        .isEqualTo(new Outcome(first.decisionId(), true, true, false, outcome.limits()));
    assertThat(remaining(REQUESTS, subject, 5, NOW)).isEqualTo(4);
    assertThat(acquire(second, NOW + LimitStore.RETRY_MILLIS).repeated()).isFalse();
  }

  @Test
  void givesARetryOfARefusedRequestTheSameUntilItsRetryAfterIsOver() throws Exception {
    Subject subject = subject("account");
    Demand demand = demand(LOGGED, subject, 1, 1);
    acquire(NOW, demand);
    Acquisition first = retried("request", demand);
    Outcome refused = acquire(first, NOW + 20 * SECOND);
    assertThat(longestWait(refused)).isEqualTo(40 * SECOND);

    Outcome repeated = acquire(retried("request", demand), NOW + MINUTE - 1);
    assertThat(repeated)
        .isEqualTo(new Outcome(first.decisionId(), false, true, false, refused.limits()));

    Outcome later = acquire(retried("request", demand), NOW + MINUTE);
    assertThat(later.admitted()).isTrue();
    assertThat(later.repeated()).isFalse();
  }

  @Test
  void forgetsARefusalThatNoWaitHelpsLikeAnyOutcome() throws Exception {
    Subject subject = subject("account");
    acquire(retried("request", demand(REQUESTS, subject, 1, 2)), NOW);
    Acquisition retry = retried("request", demand(REQUESTS, subject, 1, 1));
    assertThat(acquire(retry, NOW + LimitStore.RETRY_MILLIS - 1).repeated()).isTrue();
    assertThat(acquire(retry, NOW + LimitStore.RETRY_MILLIS).admitted()).isTrue();
  }

  @Test
  void looksAnewAtARefusalThatTheSameDecisionComesBackTo() throws Exception {
    Subject subject = subject("a");
    acquire(NOW, demand(REQUESTS, subject, 1, 1));
    Acquisition refused = retried("request", demand(REQUESTS, subject, 1, 1));
    assertThat(acquire(refused, NOW).admitted()).isFalse();
    assertThat(acquire(retried("request", demand(REQUESTS, subject, 1, 1)), NOW).repeated())
        .isTrue();

    Acquisition nevertheless =
        refused.withDemands(List.of(demand(REQUESTS, subject, 1, 1).unenforced()));
    Outcome counted = acquire(nevertheless, NOW);

    assertThat(counted.repeated()).isFalse();
    assertThat(counted.admitted()).isTrue();
    assertThat(acquire(nevertheless, NOW).repeated()).isTrue();
    long afterTheWait = NOW + LimitStore.RETRY_MILLIS - 1;
    Outcome retry = acquire(retried("request", demand(REQUESTS, subject, 1, 1)), afterTheWait);
    assertThat(retry.repeated()).isTrue();
    assertThat(retry.admitted()).isTrue();
    assertThat(retry.decisionId()).isEqualTo(refused.decisionId());
  }

  @Test
  void countsEveryAcquisitionWithoutARetryKey() throws Exception {
    Subject subject = subject("account");
    Acquisition acquisition = acquisition(demand(REQUESTS, subject, 5, 1));
    acquire(acquisition, NOW);
    assertThat(acquire(acquisition, NOW).repeated()).isFalse();
    assertThat(remaining(REQUESTS, subject, 5, NOW)).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("anyAlgorithm")
  void admitsExactlyTheLimitUnderConcurrency(LimitSpec limit) throws Exception {
    Subject subject = subject("account");
    List<Outcome> outcomes =
        concurrently(2_000, () -> acquire(NOW, demand(limit, subject, 100, 1)));
    assertThat(outcomes).filteredOn(Outcome::admitted).hasSize(100);
  }

  @Test
  void admitsExactlyTheTighterLimitUnderConcurrencyOverTags() throws Exception {
    Subject account = subject("account", "acme");
    Subject address = subject("ip", "192.0.2.1");
    List<Outcome> outcomes =
        concurrently(
            2_000,
            () -> acquire(NOW, demand(REQUESTS, account, 100, 1), demand(TOKENS, address, 900, 3)));
    assertThat(outcomes).filteredOn(Outcome::admitted).hasSize(100);
    assertThat(remaining(TOKENS, address, 900, NOW)).isEqualTo(600);
  }

  @Test
  void countsConcurrentRetriesOnce() throws Exception {
    Subject subject = subject("account");
    List<Outcome> outcomes =
        concurrently(200, () -> acquire(retried("request", demand(TOKENS, subject, 500, 1)), NOW));
    assertThat(outcomes).allMatch(Outcome::admitted);
    assertThat(outcomes)
        .extracting(Outcome::decisionId)
        .containsOnly(outcomes.getFirst().decisionId());
    assertThat(outcomes).filteredOn(outcome -> !outcome.repeated()).hasSize(1);
    assertThat(remaining(TOKENS, subject, 500, NOW)).isEqualTo(499);
  }
}
