package dev.weir.store.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.deadline.Deadlines;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused without asking the store, and what is not. */
final class KnownRefusalsTest {
  /** The start of a minute. */
  private static final long NOW = 1_800_000_000_000L;

  private static final int TAG = 7;
  private static final Subject SUBJECT = new Subject("account:a1", TAG);
  private static final LimitSpec MINUTE = requests("minute", 60_000);
  private static final LimitSpec HOUR = requests("hour", 3_600_000);
  private static final LimitSpec TOKENS =
      new LimitSpec("tokens", Measure.TOKENS, Algorithm.SLIDING_WINDOW, 3_600_000);

  private final Random random = new Random(1);
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final Deadlines deadlines = new Deadlines("deadlines");
  private final HoldingStore shared = new HoldingStore(memory());
  private final FallbackConfig config = FallbackConfig.defaults();
  private final FallbackLimits limits =
      new FallbackLimits(
          shared,
          memory(),
          new Circuit(config, () -> CompletableFuture.completedStage(NOW), timer),
          deadlines,
          config.share());

  @AfterEach
  void stop() {
    timer.shutdownNow();
    deadlines.close();
  }

  private static LimitStore memory() {
    return new MemoryStore(() -> NOW, MemoryConfig.defaults()).limits();
  }

  private static LimitSpec requests(String name, long window) {
    return new LimitSpec(name, Measure.REQUESTS, Algorithm.SLIDING_WINDOW, window);
  }

  private static Demand one(LimitSpec limit, long max) {
    return new Demand(limit, SUBJECT, max, 1, TokenWeights.NONE, true, true);
  }

  private Acquisition acquisition(Demand... demands) {
    return named("", demands);
  }

  private Acquisition named(String retryKey, Demand... demands) {
    return new Acquisition(
        DecisionId.create(NOW, TAG, random),
        retryKey,
        List.of(demands),
        600_000,
        Duration.ofSeconds(10).toNanos());
  }

  private Outcome at(long now, Demand... demands) {
    return at(now, acquisition(demands));
  }

  private Outcome at(long now, Acquisition acquisition) {
    return limits.acquire(acquisition, now).toCompletableFuture().join();
  }

  /** Uses up a limit of 2, and returns when there is room again. */
  private long exhaust(LimitSpec limit, long now) {
    assertThat(at(now, one(limit, 2)).admitted()).isTrue();
    assertThat(at(now, one(limit, 2)).admitted()).isTrue();
    Outcome refused = at(now, one(limit, 2));
    assertThat(refused.admitted()).isFalse();
    return now + refused.limits().getFirst().retryAfterMillis();
  }

  private void assertAsked(Runnable call) {
    int before = shared.asked.size();
    call.run();
    assertThat(shared.asked.size() - before).as("calls of the store").isEqualTo(1);
  }

  private void assertNotAsked(Runnable call) {
    int before = shared.asked.size();
    call.run();
    assertThat(shared.asked.size() - before).as("calls of the store").isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"SLIDING_WINDOW", "EXACT_LOG"})
  void refusesUntilThereIsRoomWithoutAskingAndTellsWhatTheStoreWould(Algorithm algorithm) {
    LimitSpec limit = new LimitSpec("l", Measure.REQUESTS, algorithm, 30_000);
    long room = exhaust(limit, NOW + 10);
    for (long now = NOW + 10; now < room; now += 7) {
      long then = now;
      Acquisition again = acquisition(one(limit, 2));
      assertNotAsked(
          () ->
              assertThat(at(then, again))
                  .isEqualTo(shared.store.acquire(again, then).toCompletableFuture().join()));
    }
    assertNotAsked(() -> assertThat(at(room - 1, one(limit, 2)).admitted()).isFalse());
    assertAsked(() -> assertThat(at(room, one(limit, 2)).admitted()).isTrue());
  }

  @Test
  void countsWhatItRefuses() {
    exhaust(MINUTE, NOW);
    assertThat(limits.knownCount()).isZero();
    at(NOW + 1, one(MINUTE, 2));
    at(NOW + 2, one(MINUTE, 2));
    assertThat(limits.knownCount()).isEqualTo(2);
  }

  @Test
  void asksAgainAfterAMinute() {
    exhaust(HOUR, NOW);
    assertNotAsked(() -> at(NOW + 59_999, one(HOUR, 2)));
    assertAsked(() -> at(NOW + 60_000, one(HOUR, 2)));
    assertNotAsked(() -> at(NOW + 119_999, one(HOUR, 2)));
  }

  /** Of a leased limit, others give back what they did not need. */
  @Test
  void asksAgainAboutALeasedLimitAfterASecond() {
    Demand leased = one(MINUTE, 20).withLease(2);
    for (int i = 0; i < 20; i++) {
      at(NOW, one(MINUTE, 20));
    }
    assertAsked(() -> assertThat(at(NOW, leased).admitted()).isFalse());
    assertNotAsked(() -> at(NOW + 999, leased));
    assertAsked(() -> at(NOW + 1_000, leased));
  }

  @Test
  void honoursAnotherMaxAtOnce() {
    exhaust(MINUTE, NOW);
    assertAsked(() -> assertThat(at(NOW + 1, one(MINUTE, 3)).admitted()).as("raised").isTrue());
    assertAsked(() -> assertThat(at(NOW + 1, one(MINUTE, 3)).admitted()).isFalse());
    assertAsked(() -> assertThat(at(NOW + 1, one(MINUTE, 1)).admitted()).as("lowered").isFalse());
  }

  @Test
  void asksAboutAnotherLimitOrSubject() {
    exhaust(MINUTE, NOW);
    LimitSpec longer = requests("minute", 61_000);
    LimitSpec log = new LimitSpec("minute", Measure.REQUESTS, Algorithm.EXACT_LOG, 60_000);
    Demand other =
        new Demand(MINUTE, new Subject("account:a2", TAG), 2, 1, TokenWeights.NONE, true, true);
    for (Demand demand : List.of(one(longer, 2), one(log, 2), other)) {
      assertAsked(() -> assertThat(at(NOW + 1, demand).admitted()).isTrue());
    }
  }

  @Test
  void asksWhereItDoesNotDecideByItself() {
    exhaust(MINUTE, NOW);
    Demand demand = one(MINUTE, 2);
    assertAsked(
        () ->
            assertThat(
                    at(NOW + 1, new Demand(MINUTE, SUBJECT, 2, 1, TokenWeights.NONE, true))
                        .admitted())
                .as("not conclusive")
                .isFalse());
    assertAsked(() -> assertThat(at(NOW + 1, demand.unenforced()).admitted()).isTrue());
  }

  /** What is counted all the same moves the moment at which there is room. */
  @Test
  void forgetsWhatIsNoLongerTheMomentThatWasTold() {
    exhaust(MINUTE, NOW);
    at(NOW + 30_000, one(MINUTE, 2).unenforced());
    assertAsked(() -> at(NOW + 30_000, one(MINUTE, 2)));
  }

  @Test
  void asksAboutAnotherAmount() {
    exhaust(MINUTE, NOW);
    for (long amount : List.of(0L, 2L)) {
      assertAsked(
          () -> at(NOW + 1, new Demand(MINUTE, SUBJECT, 2, amount, TokenWeights.NONE, true, true)));
    }
  }

  @Test
  void remembersNothingThatNoWaitHelps() {
    assertThat(at(NOW, one(MINUTE, 0)).limits().getFirst().retryAfterMillis())
        .isEqualTo(LimitStatus.NEVER);
    assertAsked(() -> at(NOW, one(MINUTE, 0)));
    exhaust(MINUTE, NOW);
    Demand tooMuch = new Demand(TOKENS, SUBJECT, 10, 11, new TokenWeights(1, 1), true, true);
    Acquisition asked = acquisition(one(MINUTE, 2), tooMuch);
    assertAsked(
        () ->
            assertThat(at(NOW, asked).retryAfterMillis(asked.demands()))
                .isEqualTo(LimitStatus.NEVER));
  }

  @Test
  void remembersNothingThatAReportMayGiveBack() {
    Demand tokens = new Demand(TOKENS, SUBJECT, 10, 10, new TokenWeights(1, 1), true, true);
    LimitSpec slots = new LimitSpec("slots", Measure.CONCURRENCY, Algorithm.SLOTS, 60_000);
    for (Demand demand : List.of(tokens, one(slots, 1))) {
      at(NOW, demand);
      assertAsked(() -> assertThat(at(NOW, demand).admitted()).isFalse());
      assertAsked(() -> assertThat(at(NOW, demand).admitted()).isFalse());
    }
  }

  /** Or the caller would be told to come back sooner than the first time. */
  @Test
  void remembersNoLimitThatAnotherOutlasts() {
    Demand tokens = new Demand(TOKENS, SUBJECT, 10, 10, new TokenWeights(1, 1), true, true);
    at(NOW, one(MINUTE, 1), tokens);
    assertThat(at(NOW, one(MINUTE, 1), tokens).admitted()).isFalse();
    assertAsked(() -> at(NOW, one(MINUTE, 1), tokens));
  }

  @Test
  void saysNothingOfLimitsThatItDoesNotKnow() {
    exhaust(MINUTE, NOW);
    Demand tokens = new Demand(TOKENS, SUBJECT, 10, 10, new TokenWeights(1, 1), true, true);
    Acquisition both = acquisition(tokens, one(MINUTE, 2));

    Outcome outcome = at(NOW + 1, both);

    assertThat(outcome.limits()).extracting(LimitStatus::name).containsExactly("minute");
    assertThat(outcome.retryAfterMillis(both.demands()))
        .isEqualTo(outcome.limits().getFirst().retryAfterMillis());
    assertThat(outcome.decisionId()).isEqualTo(both.decisionId());
  }

  @Test
  void asksWhereTheClockWentBack() {
    exhaust(MINUTE, NOW + 500);
    assertAsked(() -> assertThat(at(NOW + 499, one(MINUTE, 2)).admitted()).isFalse());
  }

  /** In a cluster it may have been used for a moment, by a request that was then refused. */
  @Test
  void remembersNothingOfWhatLivesElsewhere() {
    Demand demand =
        new Demand(MINUTE, new Subject("ip:192.0.2.1", 8), 1, 1, TokenWeights.NONE, true, true);
    at(NOW, demand);
    assertAsked(() -> assertThat(at(NOW, demand).admitted()).isFalse());
    assertAsked(() -> assertThat(at(NOW, demand).admitted()).isFalse());
  }

  @Test
  void givesARetryItsFirstOutcome() {
    Acquisition first = named("r1", one(HOUR, 2));
    assertThat(at(NOW, first).admitted()).isTrue();
    at(NOW, one(HOUR, 2));
    assertThat(at(NOW, one(HOUR, 2)).admitted()).isFalse();

    Outcome retried = at(NOW + 1, named("r1", one(HOUR, 2)));

    assertThat(retried.admitted()).isTrue();
    assertThat(retried.repeated()).isTrue();
    assertThat(retried.decisionId()).isEqualTo(first.decisionId());
  }

  /** Then nobody was admitted whose retry would still be answered. */
  @Test
  void refusesWhatMayBeARetryOnceThereWasNoRoomForTwoMinutes() {
    exhaust(HOUR, NOW);
    for (long now = NOW; now < NOW + 120_000; now += 30_000) {
      long then = now;
      assertAsked(() -> at(then, named("r" + then, one(HOUR, 2))));
    }
    assertNotAsked(
        () -> assertThat(at(NOW + 120_000, named("r", one(HOUR, 2))).admitted()).isFalse());
  }

  @Test
  void honoursWhatIsGivenBackAtOnce() {
    Acquisition first = acquisition(one(MINUTE, 1));
    at(NOW, first);
    assertThat(at(NOW, one(MINUTE, 1)).admitted()).isFalse();

    limits.release(first, NOW, NOW).toCompletableFuture().join();

    assertThat(at(NOW, one(MINUTE, 1)).admitted()).isTrue();
  }

  @Test
  void remembersNoRefusalThatAReleaseOvertook() {
    Acquisition first = acquisition(one(MINUTE, 1));
    at(NOW, first);
    shared.holdsAnswers = true;
    CompletionStage<Outcome> refused = limits.acquire(acquisition(one(MINUTE, 1)), NOW);
    limits.release(first, NOW, NOW).toCompletableFuture().join();
    shared.answer();
    assertThat(refused.toCompletableFuture().join().admitted()).isFalse();

    assertThat(at(NOW, one(MINUTE, 1)).admitted()).isTrue();
  }

  @Test
  void remembersNoRefusalFromBeforeAReleaseEnds() {
    Acquisition first = acquisition(one(MINUTE, 1));
    at(NOW, first);
    shared.holdsReleases = true;
    CompletionStage<Void> released = limits.release(first, NOW, NOW);
    assertThat(at(NOW, one(MINUTE, 1)).admitted()).isFalse();
    shared.release();
    released.toCompletableFuture().join();

    assertThat(at(NOW, one(MINUTE, 1)).admitted()).isTrue();
  }

  @Test
  void remembersNoRefusalOfThisReplicaAlone() {
    shared.gone = true;
    at(NOW, one(MINUTE, 1));
    assertThat(at(NOW, one(MINUTE, 1)).admitted()).isFalse();
    shared.gone = false;

    assertAsked(() -> assertThat(at(NOW, one(MINUTE, 1)).admitted()).isTrue());
  }

  @Test
  void remembersSoManyAndNoMore() {
    KnownRefusals refusals = new KnownRefusals(shared);
    for (int i = 0; i < KnownRefusals.MOST + 5_000; i++) {
      Demand demand =
          new Demand(MINUTE, new Subject("a" + i, TAG), 1, 1, TokenWeights.NONE, true, true);
      refusals.acquire(acquisition(demand), NOW);
      refusals.acquire(acquisition(demand), NOW);
    }
    assertThat(refusals.held()).isBetween(KnownRefusals.MOST / 2L, (long) KnownRefusals.MOST);
  }
}
