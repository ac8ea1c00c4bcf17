package dev.weir.store.fallback;

import static org.awaitility.Awaitility.await;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
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

/** A store that can be away, before a replica that goes on without it. */
abstract class OutageFixture {
  static final long NOW = 1_800_000_000_000L;
  static final LimitSpec REQUESTS =
      new LimitSpec("requests", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 60_000);

  final AtomicLong clock = new AtomicLong(NOW);
  final AtomicBoolean clockFails = new AtomicBoolean();
  final AtomicInteger clockFailures = new AtomicInteger();
  final Random random = new Random(1);
  final MemoryStore shared = new MemoryStore(() -> NOW, MemoryConfig.defaults());
  final MemoryStore own = new MemoryStore(() -> NOW, MemoryConfig.defaults());
  final SwitchedStore primary = new SwitchedStore(shared);
  final FallbackStore store =
      new FallbackStore(
          primary,
          own,
          new FallbackConfig(
              0.5, 50, Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMillis(10)),
          this::time);

  @AfterEach
  final void close() {
    store.close();
  }

  void goAway() {
    primary.reachable(false);
    while (store.health().reachable()) {
      // Of a limit of its own, and more than it grants: nothing is left of these.
      get(store.limits().acquire(acquisition(REQUESTS, 10, 1, ""), NOW));
    }
  }

  void comeBack() {
    primary.reachable(true);
    await().until(() -> store.health().reachable());
  }

  Acquisition acquisition(LimitSpec limit, long amount, long max, String retryKey) {
    return acquisition(limit, amount, max, retryKey, Long.MAX_VALUE);
  }

  Acquisition acquisition(
      LimitSpec limit, long amount, long max, String retryKey, long timeoutNanos) {
    Demand demand =
        new Demand(limit, new Subject("account:a1", 7), max, amount, new TokenWeights(0, 1), true);
    return new Acquisition(
        DecisionId.create(NOW, 7, random), retryKey, List.of(demand), 600_000, timeoutNanos);
  }

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  long time() {
    if (clockFails.get()) {
      clockFailures.incrementAndGet();
      throw new IllegalStateException("no time");
    }
    return clock.get();
  }
}
