package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Demand;
import dev.weir.limit.Outcome;
import dev.weir.store.fallback.FallbackConfig;
import dev.weir.store.fallback.FallbackStore;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two replicas that take slices of one limit from a real Redis. */
final class RedisLeaseTest {
  private static final long MAX = 10_000;
  private static final long LEASE = MAX / 10;

  private final Requests requests = new Requests(Duration.ofSeconds(5));
  private final String account = UUID.randomUUID().toString();

  /** What replicas tidy up by; checks bring their own time. */
  private final AtomicLong clock = new AtomicLong(Requests.NOW);

  private final List<FallbackStore> replicas = new ArrayList<>();

  @AfterEach
  void close() {
    replicas.forEach(FallbackStore::close);
  }

  private void open(RedisStore redis) {
    replicas.add(
        new FallbackStore(
            redis,
            new MemoryStore(clock::get, MemoryConfig.defaults()),
            FallbackConfig.defaults(),
            clock::get));
  }

  private Outcome check(FallbackStore replica) throws Exception {
    Acquisition request = requests.request(account, MAX);
    List<Demand> leased =
        request.demands().stream().map(demand -> demand.withLease(LEASE)).toList();
    return Requests.get(replica.limits().acquire(request.withDemands(leased), Requests.NOW));
  }

  private long leased() {
    return replicas.stream().mapToLong(replica -> replica.health().stats().leased()).sum();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void admitNoMoreThanTheMaxAndGiveBackWhatTheyDoNotSpend(boolean cluster) throws Exception {
    for (int i = 0; i < 2; i++) {
      open(cluster ? RedisFixture.openCluster() : RedisFixture.openStandalone());
    }
    long admitted = 0;
    for (int i = 0; i < 6_000; i++) {
      Outcome outcome = check(replicas.get(i % 3 == 0 ? 0 : 1));
      assertThat(outcome.local()).isFalse();
      admitted += outcome.admitted() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(6_000);
    assertThat(leased()).as("without asking Redis").isGreaterThan(5_500);
    assertThat(requests.remaining(replicas.getFirst(), account, MAX)).isLessThan(MAX - admitted);

    clock.addAndGet(1_000);
    await()
        .untilAsserted(
            () ->
                assertThat(requests.remaining(replicas.getFirst(), account, MAX))
                    .isEqualTo(MAX - 6_000));
    clock.set(Requests.NOW);

    for (int i = 0; i < 10_000; i++) {
      admitted += check(replicas.get(i % 2)).admitted() ? 1 : 0;
    }
    assertThat(admitted).isLessThanOrEqualTo(MAX).isGreaterThanOrEqualTo(MAX - 2 * LEASE);
  }

  @Test
  void askRedisRarely() throws Exception {
    RedisStore redis = RedisFixture.openStandalone();
    open(redis);
    // The first call of all brings the script.
    requests.acquire(replicas.getFirst(), UUID.randomUUID().toString(), MAX);
    long before = redis.stats().commands();
    for (int i = 0; i < 5_000; i++) {
      assertThat(check(replicas.getFirst()).admitted()).isTrue();
    }
    assertThat(redis.stats().commands() - before).as("commands of 5,000 checks").isLessThan(500);
  }
}
