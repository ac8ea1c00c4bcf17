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
import dev.weir.limit.Usage;
import dev.weir.store.StoreException;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers get while the store is slow, gone, or back. */
final class FallbackLimitsTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final LimitSpec REQUESTS =
      new LimitSpec("requests", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 60_000);

  private final Random random = new Random(1);
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final Deadlines deadlines = new Deadlines("deadlines");
  private final MemoryStore shared = new MemoryStore(() -> NOW, MemoryConfig.defaults());
  private final MemoryStore own = new MemoryStore(() -> NOW, MemoryConfig.defaults());
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean down = new AtomicBoolean();

  @AfterEach
  void stop() {
    timer.shutdownNow();
    deadlines.close();
  }

  private FallbackLimits over(LimitStore primary, double share) {
    FallbackConfig config =
        new FallbackConfig(
            share, 50, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(10));
    return new FallbackLimits(primary, own.limits(), circuit(config), deadlines, share);
  }

  private Circuit circuit(FallbackConfig config) {
    return new Circuit(
        config,
        () ->
            down.get()
                ? CompletableFuture.failedStage(unavailable())
                : CompletableFuture.completedStage(NOW),
        timer);
  }

  private Acquisition acquisition(long max, long timeoutNanos) {
    Demand demand =
        new Demand(REQUESTS, new Subject("account:a1", 7), max, 1, TokenWeights.NONE, true);
    return new Acquisition(
        DecisionId.create(NOW, 7, random), "", List.of(demand), 600_000, timeoutNanos);
  }

  private static StoreException unavailable() {
    return StoreException.unavailable("gone", null);
  }

  private static Outcome get(CompletionStage<Outcome> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static long remaining(Outcome outcome) {
    return outcome.limits().getFirst().remaining();
  }

  @Test
  void countsInTheStoreWhileItAnswers() {
    FallbackLimits limits = over(new Scripted(() -> null), 1);

    Outcome outcome = get(limits.acquire(acquisition(10, Long.MAX_VALUE), NOW));

    assertThat(outcome.local()).isFalse();
    assertThat(remaining(get(shared.limits().acquire(acquisition(10, 0), NOW)))).isEqualTo(8);
  }

  @Test
  void countsHereWhereTheStoreFailsAndSaysSo() {
    FallbackLimits limits =
        over(new Scripted(() -> CompletableFuture.failedStage(unavailable())), 1);

    Outcome outcome = get(limits.acquire(acquisition(10, Long.MAX_VALUE), NOW));

    assertThat(outcome.local()).isTrue();
    assertThat(outcome.admitted()).isTrue();
    assertThat(limits.localCount()).isEqualTo(1);
  }

  @Test
  void lendsWhatTheStoreCountsAndNothingElse() {
    FallbackLimits limits = over(new Scripted(() -> null), 1);
    assertThat(get(limits.lend(acquisition(10, Long.MAX_VALUE), NOW)).admitted()).isTrue();
    assertThat(remaining(get(shared.limits().acquire(acquisition(10, 0), NOW)))).isEqualTo(8);

    FallbackLimits gone = over(new Scripted(() -> CompletableFuture.failedStage(unavailable())), 1);
    down.set(true);
    for (int i = 0; i < 20; i++) {
      assertThat(gone.lend(acquisition(10, Long.MAX_VALUE), NOW))
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withCauseInstanceOf(StoreException.class);
    }
    assertThat(asked.get()).as("until the store is given up").isEqualTo(1 + 5);
    assertThat(gone.localCount()).isZero();
  }

  @Test
  void countsHereWhereTheCallerCanWaitNoLonger() {
    FallbackLimits limits = over(new Scripted(CompletableFuture::new), 1);

    assertThat(get(limits.acquire(acquisition(10, 1_000_000), NOW)).local()).isTrue();
  }

  @Test
  void countsHereAlsoWhileTheCommandIsStillBeingWritten() {
    CompletableFuture<FallbackLimits> made = new CompletableFuture<>();
    Scripted writing =
        new Scripted(
            () -> {
              Awaitility.await().until(() -> made.join().localCount() == 1);
              return new CompletableFuture<>();
            });
    FallbackLimits limits = over(writing, 1);
    made.complete(limits);

    assertThat(get(limits.acquire(acquisition(10, 1_000_000), NOW)).local()).isTrue();
  }

  @Test
  void countsHereWhereTheCallerCannotWaitAtAll() {
    FallbackLimits limits = over(new Scripted(() -> null), 1);

    assertThat(get(limits.acquire(acquisition(10, 0), NOW)).local()).isTrue();
    assertThat(asked).hasValue(0);
  }

  @Test
  void grantsItsShareOfALimitAndNeverNothing() {
    FallbackLimits limits =
        over(new Scripted(() -> CompletableFuture.failedStage(unavailable())), 0.25);

    assertThat(get(limits.acquire(acquisition(100, Long.MAX_VALUE), NOW)).limits())
        .extracting(LimitStatus::limit)
        .containsExactly(25L);
    assertThat(get(limits.acquire(acquisition(2, Long.MAX_VALUE), NOW)).limits())
        .extracting(LimitStatus::limit)
        .containsExactly(1L);
  }

  @Test
  void givesBackWhatTheStoreGrantsTooLateAndThisReplicaRefused() {
    CompletableFuture<Outcome> slow = new CompletableFuture<>();
    FallbackLimits limits = over(new Scripted(() -> slow), 1);
    get(own.limits().acquire(acquisition(1, 0), NOW));
    Acquisition refused = acquisition(1, 1_000_000);
    assertThat(get(limits.acquire(refused, NOW)).admitted()).isFalse();

    slow.complete(get(shared.limits().acquire(refused, NOW)));

    assertThat(get(shared.limits().acquire(acquisition(1, 0), NOW)).admitted()).isTrue();
  }

  @Test
  void keepsWhatTheStoreGrantsTooLateAndThisReplicaGrantedAsWell() {
    CompletableFuture<Outcome> slow = new CompletableFuture<>();
    FallbackLimits limits = over(new Scripted(() -> slow), 1);
    Acquisition granted = acquisition(1, 1_000_000);
    assertThat(get(limits.acquire(granted, NOW)).admitted()).isTrue();

    slow.complete(get(shared.limits().acquire(granted, NOW)));

    assertThat(get(shared.limits().acquire(acquisition(1, 0), NOW)).admitted()).isFalse();
  }

  /** As where a rule refuses a request that limits do not. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesBackInBothWhatBothGrantedWhicheverComesFirst(boolean releasedFirst) {
    CompletableFuture<Outcome> slow = new CompletableFuture<>();
    FallbackLimits limits = over(new Scripted(() -> slow), 1);
    Acquisition granted = acquisition(1, 1_000_000);
    assertThat(get(limits.acquire(granted, NOW)).local()).isTrue();
    Outcome late = get(shared.limits().acquire(granted, NOW));

    if (releasedFirst) {
      limits.release(granted, NOW, NOW).toCompletableFuture().join();
      slow.complete(late);
    } else {
      slow.complete(late);
      limits.release(granted, NOW, NOW).toCompletableFuture().join();
    }

    assertThat(get(shared.limits().acquire(acquisition(1, 0), NOW)).admitted()).isTrue();
    assertThat(get(own.limits().acquire(acquisition(1, 0), NOW)).admitted()).isTrue();
  }

  @Test
  void stopsAskingAStoreThatIsGoneAndNoticesByItselfThatItIsBack() {
    down.set(true);
    Scripted primary =
        new Scripted(() -> down.get() ? CompletableFuture.failedStage(unavailable()) : null);
    FallbackLimits limits = over(primary, 1);
    for (int i = 0; i < 10; i++) {
      get(limits.acquire(acquisition(100, Long.MAX_VALUE), NOW));
    }
    int askedWhenOpen = asked.get();
    assertThat(get(limits.acquire(acquisition(100, Long.MAX_VALUE), NOW)).local()).isTrue();
    assertThat(asked).as("no caller's time is spent on finding out").hasValue(askedWhenOpen);

    down.set(false);

    Awaitility.await()
        .until(() -> !get(limits.acquire(acquisition(1_000_000, Long.MAX_VALUE), NOW)).local());
  }

  @Test
  void releasesWhereItWasCounted() {
    FallbackLimits limits =
        over(new Scripted(() -> CompletableFuture.failedStage(unavailable())), 1);
    Acquisition first = acquisition(1, Long.MAX_VALUE);
    get(limits.acquire(first, NOW));

    limits.release(first, NOW, NOW).toCompletableFuture().join();

    assertThat(get(limits.acquire(acquisition(1, Long.MAX_VALUE), NOW)).admitted()).isTrue();
  }

  @Test
  void doesNotTakeARefusalForAnOutage() {
    FallbackLimits limits =
        over(
            new Scripted(
                () ->
                    CompletableFuture.failedStage(
                        StoreException.refused("wrong type", new IllegalStateException()))),
            1);
    for (int i = 0; i < 20; i++) {
      assertThat(get(limits.acquire(acquisition(100, Long.MAX_VALUE), NOW)).local()).isTrue();
    }
    assertThat(asked).hasValue(20);
  }

  /** The shared store, unless the script has another answer. */
  private final class Scripted implements LimitStore {
    private final Supplier<@Nullable CompletionStage<Outcome>> script;

    Scripted(Supplier<@Nullable CompletionStage<Outcome>> script) {
      this.script = script;
    }

    @Override
    public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
      asked.incrementAndGet();
      CompletionStage<Outcome> answer = script.get();
      return answer == null ? shared.limits().acquire(acquisition, now) : answer;
    }

    @Override
    public CompletionStage<Boolean> settle(Usage usage, long now) {
      return shared.limits().settle(usage, now);
    }

    @Override
    public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
      return shared.limits().release(acquisition, acquiredAt, now);
    }
  }
}
