package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Demand;
import dev.weir.limit.Outcome;
import dev.weir.store.fallback.FallbackConfig;
import dev.weir.store.fallback.FallbackStore;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often Redis is asked for a check: once, and not at all where its answer is known. */
final class RedisRoundTripsTest {
  private static final long MAX = 1_000;

  private final Requests requests = new Requests(Duration.ofSeconds(5));
  private final String account = UUID.randomUUID().toString();
  private RedisStore redis;
  private FallbackStore store;

  @BeforeEach
  void open() {
    redis = RedisFixture.openStandalone();
    store =
        new FallbackStore(
            redis,
            new MemoryStore(() -> Requests.NOW, MemoryConfig.defaults()),
            FallbackConfig.defaults(),
            () -> Requests.NOW);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void asksOnceForACheckAndNotAtAllWhereTheAnswerIsKnown() throws Exception {
    // The first call of all brings the script.
    requests.acquire(store, UUID.randomUUID().toString(), MAX);
    assertThat(commandsOf(MAX, MAX, true)).as("within the limit").isEqualTo(MAX);
    assertThat(commandsOf(1, MAX, false)).as("first over it").isEqualTo(1);
    assertThat(commandsOf(1_000, MAX, false)).as("over it").isZero();
    assertThat(commandsOf(1, MAX + 1, true)).as("override").isEqualTo(1);
    assertThat(store.health().stats().known()).isEqualTo(1_000);
  }

  private long commandsOf(long checks, long max, boolean admitted) throws Exception {
    long before = redis.stats().commands();
    for (int i = 0; i < checks; i++) {
      Acquisition request = requests.request(account, max);
      List<Demand> demands = request.demands().stream().map(Demand::asConclusive).toList();
      Outcome outcome =
          Requests.get(store.limits().acquire(request.withDemands(demands), Requests.NOW));
      assertThat(outcome.admitted()).isEqualTo(admitted);
      assertThat(outcome.local()).isFalse();
    }
    return redis.stats().commands() - before;
  }
}
