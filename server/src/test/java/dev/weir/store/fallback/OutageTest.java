package dev.weir.store.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Standing;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.limit.Usage;
import dev.weir.store.Store;
import dev.weir.store.StoreException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was begun on one side of an outage and ends on the other. */
class OutageTest extends OutageFixture {

  private static final LimitSpec SLOTS =
      new LimitSpec("slots", Measure.CONCURRENCY, Algorithm.SLOTS, 600_000);
  private static final LimitSpec TOKENS =
      new LimitSpec("tokens", Measure.OUTPUT_TOKENS, Algorithm.SLIDING_WINDOW, 60_000);
  private static final LimitSpec LEASED =
      new LimitSpec("leased", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 60_000);

  @Test
  void aSlotGrantedHereIsGivenBackHereAndNotInTheStore() {
    takeSlot(shared, "");
    goAway();
    Outcome here = takeSlot(store, "");
    assertThat(here.local()).isTrue();
    comeBack();

    assertThat(settle(here)).isTrue();

    assertThat(used(own, SLOTS)).isZero();
    assertThat(used(shared, SLOTS)).as("another's slot").isEqualTo(1);
  }

  @Test
  void holdsNothingOfAnOutageOnceItHasExpired() {
    goAway();
    for (int i = 0; i < 1_000; i++) {
      get(store.limits().acquire(acquisition(TOKENS, 1, 10_000, "request-" + i), NOW));
    }
    comeBack();
    assertThat(own.use().reservations()).isEqualTo(1_000);
    assertThat(own.use().retries()).isEqualTo(1_000);

    clock.set(NOW + Duration.ofHours(1).toMillis());

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(own.use().subjects()).isZero();
              assertThat(own.use().reservations()).isZero();
              assertThat(own.use().retries()).isZero();
            });
  }

  @Test
  void dropsItAlsoAfterDroppingFailed() {
    goAway();
    get(store.limits().acquire(acquisition(TOKENS, 1, 10_000, "request"), NOW));
    comeBack();
    clock.set(NOW + Duration.ofHours(1).toMillis());
    clockFails.set(true);
    // Ten times a second one looks, and once a second the other, which is this one's.
    await().atMost(Duration.ofSeconds(20)).until(() -> clockFailures.get() > 20);
    assertThat(own.use().reservations()).isEqualTo(1);

    clockFails.set(false);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(own.use().reservations()).isZero());
  }

  @Test
  void aSlotGrantedOnBothSidesIsGivenBackOnBoth() {
    primary.losesReplies(true);
    Outcome outcome = takeSlot(store, "");
    primary.losesReplies(false);
    assertThat(outcome.local()).isTrue();
    assertThat(used(shared, SLOTS)).isEqualTo(1);

    assertThat(settle(outcome)).isTrue();

    assertThat(used(own, SLOTS)).isZero();
    assertThat(used(shared, SLOTS)).isZero();
  }

  @Test
  void aReportThatOnlyOneSideHeardOfCanBeSentAgain() {
    primary.losesReplies(true);
    Outcome outcome = takeSlot(store, "");
    primary.losesReplies(false);
    primary.reachable(false);
    assertThat(catchThrowable(() -> settle(outcome))).hasRootCauseInstanceOf(StoreException.class);
    primary.reachable(true);

    assertThat(settle(outcome)).isTrue();

    assertThat(used(own, SLOTS)).isZero();
    assertThat(used(shared, SLOTS)).isZero();
  }

  @Test
  void aReportOfWhatTheStoreGrantedFailsDuringTheOutageAndSettlesAfterIt() {
    Outcome before = takeSlot(store, "");
    assertThat(before.local()).isFalse();
    goAway();

    assertThat(catchThrowable(() -> settle(before)))
        .rootCause()
        .isInstanceOfSatisfying(
            StoreException.class, failure -> assertThat(failure.isTransient()).isTrue())
        .hasMessage("the store cannot be reached");
    comeBack();
    assertThat(settle(before)).isTrue();

    assertThat(used(shared, SLOTS)).isZero();
    assertThat(settle(before)).as("once").isFalse();
    assertThat(used(shared, SLOTS)).isZero();
  }

  @Test
  void tokensReservedHereAreSettledHereOnceWhicheverSideIsAsked() {
    goAway();
    Outcome here = get(store.limits().acquire(acquisition(TOKENS, 100, 1_000, ""), NOW));
    comeBack();

    assertThat(get(store.limits().settle(new Usage(here.decisionId(), 0, 30), NOW))).isTrue();
    assertThat(get(store.limits().settle(new Usage(here.decisionId(), 0, 0), NOW))).isFalse();

    assertThat(used(own, TOKENS)).isEqualTo(30);
    assertThat(used(shared, TOKENS)).isZero();
  }

  @Test
  void aRetryOnTheSameSideCountsOnceAndSaysWhichSideThatIs() {
    goAway();
    Outcome first = takeSlot(store, "retry");
    Outcome second = takeSlot(store, "retry");

    assertThat(second.repeated()).isTrue();
    assertThat(second.local()).isTrue();
    assertThat(second.decisionId()).isEqualTo(first.decisionId());
    assertThat(used(own, SLOTS)).isEqualTo(1);
  }

  @Test
  void aRetryOnTheOtherSideCountsThereAsWell() {
    Outcome before = takeSlot(store, "retry");
    goAway();
    Outcome during = takeSlot(store, "retry");
    comeBack();
    Outcome after = takeSlot(store, "retry");

    assertThat(during.local()).isTrue();
    assertThat(during.repeated()).isFalse();
    assertThat(after.repeated()).isTrue();
    assertThat(after.decisionId()).isEqualTo(before.decisionId());
    assertThat(used(shared, SLOTS)).isEqualTo(1);
    assertThat(used(own, SLOTS)).isEqualTo(1);
  }

  @Test
  void aStoreThatComesAndGoesAddsThisReplicasShareOnce() {
    int admitted = 0;
    for (int outage = 0; outage < 5; outage++) {
      for (int i = 0; i < 200; i++) {
        admitted += admits(100) ? 1 : 0;
      }
      goAway();
      for (int i = 0; i < 200; i++) {
        admitted += admits(100) ? 1 : 0;
      }
      comeBack();
    }

    assertThat(admitted).as("the limit, and half of it").isEqualTo(100 + 50);
  }

  /** It was counted in the store before. */
  @Test
  void whatWasTakenInAdvanceIsSpentDuringTheOutageUntilItsPeriodEnds() {
    while (store.health().stats().leased() == 0) {
      assertThat(leased(NOW).local()).isFalse();
    }
    goAway();
    long leased = store.health().stats().leased();

    assertThat(leased(NOW).local()).isFalse();
    assertThat(leased(NOW + 1_000).local()).isTrue();

    assertThat(store.health().stats().leased()).isEqualTo(leased + 1);
  }

  private Outcome leased(long now) {
    Demand demand =
        new Demand(LEASED, new Subject("account:a1", 7), 10_000, 1, TokenWeights.NONE, true)
            .withLease(1_000);
    return get(
        store.limits().acquire(acquisition(LEASED, 1, 1, "").withDemands(List.of(demand)), now));
  }

  @Test
  void callersInAHurryAreNoOutage() {
    primary.stall();
    askManyTimes(900_000);

    assertThat(store.health().stats().outages()).isZero();
  }

  @Test
  void callersWhoWaitedInVainAre() {
    primary.stall();
    askManyTimes(1_000_000);

    assertThat(store.health().stats().outages()).isEqualTo(1);
  }

  @Test
  void cohortsFailAtOnceDuringAnOutageAndAreThereAfterIt() {
    Cohort.Key key = new Cohort.Key("card", 1);
    Judgement said = Judgement.none(key, NOW).dispose(Standing.BLOCKED, "ann", NOW);
    get(store.cohorts().dispose(List.of(said), NOW));
    goAway();

    assertThat(catchThrowable(() -> get(store.cohorts().observe(List.of(), NOW))))
        .hasRootCauseInstanceOf(StoreException.class);
    assertThat(catchThrowable(() -> get(store.cohorts().lead("one", 10_000, NOW))))
        .hasRootCauseInstanceOf(StoreException.class);
    comeBack();
    assertThat(get(store.cohorts().judgements(0))).containsExactly(said);
  }

  private void askManyTimes(long timeoutNanos) {
    for (int i = 0; i < 50; i++) {
      Acquisition asked = acquisition(REQUESTS, 1, 1_000, "", timeoutNanos);
      assertThat(get(store.limits().acquire(asked, NOW)).local()).isTrue();
    }
  }

  private boolean admits(long max) {
    return get(store.limits().acquire(acquisition(REQUESTS, 1, max, ""), NOW)).admitted();
  }

  private Outcome takeSlot(Store from, String retryKey) {
    return get(from.limits().acquire(acquisition(SLOTS, 1, 10, retryKey), NOW));
  }

  private boolean settle(Outcome outcome) {
    return get(store.limits().settle(new Usage(outcome.decisionId(), 0, 0), NOW));
  }

  /** Asks for more than there can be, which counts nothing. */
  private long used(Store in, LimitSpec limit) {
    Outcome outcome = get(in.limits().acquire(acquisition(limit, 10_001, 10_000, ""), NOW));
    return 10_000 - outcome.limits().getFirst().remaining();
  }
}
