package dev.weir.store.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.Challenge.State;
import dev.weir.challenge.Kind;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Standing;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.limit.Usage;
import dev.weir.store.Store;
import dev.weir.store.StoreException;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was begun on one side of an outage and ends on the other. */
class OutageTest {
  private static final long NOW = 1_800_000_000_000L;

  /** No shorter than what counts as waiting in vain. */
  private static final long HURRY = TimeUnit.MILLISECONDS.toNanos(1);

  private static final LimitSpec SLOTS =
      new LimitSpec("slots", Measure.CONCURRENCY, Algorithm.SLOTS, 600_000);
  private static final LimitSpec TOKENS =
      new LimitSpec("tokens", Measure.OUTPUT_TOKENS, Algorithm.SLIDING_WINDOW, 60_000);
  private static final LimitSpec LEASED =
      new LimitSpec("leased", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 60_000);
  private static final LimitSpec REQUESTS =
      new LimitSpec("requests", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 60_000);

  private final AtomicLong clock = new AtomicLong(NOW);
  private final AtomicBoolean clockFails = new AtomicBoolean();
  private final AtomicInteger clockFailures = new AtomicInteger();
  private final Random random = new Random(1);
  private final MemoryStore shared = new MemoryStore(() -> NOW, MemoryConfig.defaults());
  private final MemoryStore own = new MemoryStore(() -> NOW, MemoryConfig.defaults());
  private final SwitchedStore primary = new SwitchedStore(shared);
  private final FallbackStore store =
      new FallbackStore(
          primary,
          own,
          new FallbackConfig(
              0.5, 50, Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMillis(10)),
          this::time);

  @AfterEach
  void close() {
    store.close();
  }

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
  void aChallengeOfTheStoreIsAnsweredWhenItIsBack() {
    open("before", Long.MAX_VALUE);
    goAway();

    assertThat(catchThrowable(() -> resolve("before")))
        .hasRootCauseInstanceOf(StoreException.class);
    comeBack();
    assertThat(resolve("before")).isEqualTo(State.PASSED);
  }

  @Test
  void aChallengeOpenedHereIsAnsweredHereDuringTheOutageAndAfterIt() {
    goAway();
    open("one", Long.MAX_VALUE);
    open("two", Long.MAX_VALUE);

    assertThat(resolve("one")).isEqualTo(State.PASSED);
    comeBack();
    assertThat(resolve("two")).isEqualTo(State.PASSED);
  }

  @Test
  void aChallengeThatTheStoreDoesNotOpenInTimeIsOpenedHere() {
    primary.stall();

    assertThat(open("late", HURRY).challengeId()).isEqualTo("late");
    assertThat(get(own.challenges().find("late", NOW))).isPresent();
    assertThat(store.health().reachable()).as("one late answer is no outage").isTrue();
  }

  @Test
  void aChallengeForWhichNoTimeIsLeftIsOpenedHereAtOnce() {
    primary.stall();

    assertThat(store.challenges().open(challenge("none left"), NOW, 0).toCompletableFuture())
        .isCompleted();
  }

  /** Otherwise its account would be asked again, by a challenge that has ended here. */
  @Test
  void aChallengeThatTheStoreOpenedTooLateEndsForEveryReplica() {
    primary.stall();
    open("late", HURRY);
    primary.goOn();
    assertThat(store.health().stats().late()).isEqualTo(1);

    assertThat(resolve("late")).isEqualTo(State.PASSED);

    assertThat(get(shared.challenges().find("late", NOW)).orElseThrow().state())
        .isEqualTo(State.PASSED);
    assertThat(get(store.challenges().find("late", NOW)).orElseThrow().state())
        .isEqualTo(State.PASSED);
  }

  @Test
  void whatMayBeUsedOnceIsUsedHereOnceWhereTheStoreIsLate() {
    primary.stall();

    assertThat(useOnce("u", HURRY)).isTrue();
    assertThat(useOnce("u", HURRY)).isFalse();
    primary.goOn();

    assertThat(useOnce("u", Long.MAX_VALUE)).as("the store heard of it, too").isFalse();
  }

  @Test
  void whoeverWaitedInVainForChallengesGivesTheStoreUp() {
    primary.stall();
    for (int i = 0; i < 5; i++) {
      open("c" + i, HURRY);
    }

    assertThat(store.health().stats().outages()).isEqualTo(1);
  }

  @Test
  void keysAreAskedOfNoStoreThatIsOutOfReach() {
    get(shared.challenges().publishKey("k", "{}", NOW + 1));
    assertThat(get(store.challenges().keys(NOW))).containsKey("k");
    goAway();
    primary.stall();

    assertThat(store.challenges().keys(NOW).toCompletableFuture()).isCompletedExceptionally();
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

  private void goAway() {
    primary.reachable(false);
    while (store.health().reachable()) {
      // Of a limit of its own, and more than it grants: nothing is left of these.
      get(store.limits().acquire(acquisition(REQUESTS, 10, 1, ""), NOW));
    }
  }

  private void comeBack() {
    primary.reachable(true);
    await().until(() -> store.health().reachable());
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

  private Challenge open(String challengeId, long timeoutNanos) {
    return get(store.challenges().open(challenge(challengeId), NOW, timeoutNanos));
  }

  private boolean useOnce(String id, long timeoutNanos) {
    return get(store.challenges().useOnce(id, NOW + 60_000, NOW, timeoutNanos));
  }

  private State resolve(String challengeId) {
    return get(store.challenges().resolve(challengeId, State.PASSED, NOW))
        .orElseThrow()
        .challenge()
        .state();
  }

  /** Asks for more than there can be, which counts nothing. */
  private long used(Store in, LimitSpec limit) {
    Outcome outcome = get(in.limits().acquire(acquisition(limit, 10_001, 10_000, ""), NOW));
    return 10_000 - outcome.limits().getFirst().remaining();
  }

  private Acquisition acquisition(LimitSpec limit, long amount, long max, String retryKey) {
    return acquisition(limit, amount, max, retryKey, Long.MAX_VALUE);
  }

  private Acquisition acquisition(
      LimitSpec limit, long amount, long max, String retryKey, long timeoutNanos) {
    Demand demand =
        new Demand(limit, new Subject("account:a1", 7), max, amount, new TokenWeights(0, 1), true);
    return new Acquisition(
        DecisionId.create(NOW, 7, random), retryKey, List.of(demand), 600_000, timeoutNanos);
  }

  private static Challenge challenge(String id) {
    return new Challenge(
        id, "a1", id, "digest", List.of(Kind.IDENTITY), "", "", NOW, NOW + 60_000, State.OPEN);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private long time() {
    if (clockFails.get()) {
      clockFailures.incrementAndGet();
      throw new IllegalStateException("no time");
    }
    return clock.get();
  }
}
