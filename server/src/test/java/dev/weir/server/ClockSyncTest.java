package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.store.fallback.FallbackConfig;
import dev.weir.store.fallback.FallbackStore;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import dev.weir.store.redis.RedisConfig;
import dev.weir.store.redis.RedisStore;
import dev.weir.testing.RedisServer;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Replicas whose clocks differ agree on the store's. */
class ClockSyncTest {
  private static final long NOW = 1_790_000_000_000L;
  private static final long AHEAD = 3_600_000;

  private final AtomicLong storeTime = new AtomicLong(NOW);
  private final MemoryStore store = new MemoryStore(storeTime::get, MemoryConfig.defaults());

  @Test
  void replicasWhoseClocksDifferTellOneTime() {
    ServerClock early = synchronizedTo(() -> NOW - 700);
    ServerClock late = synchronizedTo(() -> NOW + 90_000);

    assertThat(early.getAsLong()).isEqualTo(NOW);
    assertThat(late.getAsLong()).isEqualTo(NOW);
  }

  @Test
  void asksAgainAndAgain() {
    ServerClock clock = new ServerClock(() -> NOW);
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      new ClockSync(store, () -> NOW, clock).start(timer, Duration.ofMillis(1));
      storeTime.set(NOW + 45);

      await().until(() -> clock.offsetMillis() == 45);
      timer.shutdownNow();
    }
  }

  @Test
  void takesTheTimeOfRedisAndTellsWhetherItAnswers() {
    try (RedisServer server = RedisServer.start();
        RedisStore redis = RedisStore.open(server.url(), RedisConfig.defaults());
        FallbackStore shared =
            new FallbackStore(
                redis,
                new MemoryStore(() -> NOW, MemoryConfig.defaults()),
                FallbackConfig.defaults(),
                () -> NOW)) {
      LongSupplier wrong = () -> System.currentTimeMillis() + AHEAD;
      ServerClock clock = new ServerClock(wrong);
      ClockSync sync = new ClockSync(shared, wrong, clock);

      await().until(() -> answers(sync));
      assertThat(clock.offsetMillis()).isBetween(-AHEAD - 10_000, -AHEAD + 10_000);

      long offset = clock.offsetMillis();
      server.kill();
      await().until(() -> !answers(sync));
      assertThat(clock.offsetMillis()).as("what was measured holds").isEqualTo(offset);
    }
  }

  private ServerClock synchronizedTo(LongSupplier local) {
    ServerClock clock = new ServerClock(local);
    ClockSync sync = new ClockSync(store, local, clock);
    for (int i = 0; i < 100; i++) {
      sync.probe();
    }
    assertThat(sync.answered()).isTrue();
    return clock;
  }

  private static boolean answers(ClockSync sync) {
    sync.probe();
    return sync.answered();
  }
}
