package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.Challenge.State;
import dev.weir.challenge.ChallengeStore.Use;
import dev.weir.challenge.Kind;
import dev.weir.limit.Acquisition;
import dev.weir.limit.HashTag;
import dev.weir.limit.Outcome;
import dev.weir.store.fallback.FallbackConfig;
import dev.weir.store.fallback.FallbackStore;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import dev.weir.testing.RedisServer;
import dev.weir.testing.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests go on when Redis does not: counted on this replica, and in Redis again once it is back.
 */
final class RedisOutageTest {
  private static final FallbackConfig QUICK =
      new FallbackConfig(
          0.5, 50, Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofMillis(20));

  private final Requests patient = new Requests(Duration.ofSeconds(5));
  private final Requests hasty = new Requests(Duration.ofMillis(50));
  private RedisServer server;
  private TcpProxy proxy;
  private RedisStore redis;
  private FallbackStore store;

  @BeforeEach
  void open() {
    server = RedisServer.start();
    proxy = TcpProxy.before(server);
    // A stall shorter than this breaks no connection.
    RedisConfig config =
        RedisConfig.defaults().withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
    redis = RedisStore.open(proxy.url(), config);
    store =
        new FallbackStore(
            redis,
            new MemoryStore(() -> Requests.NOW, MemoryConfig.defaults()),
            QUICK,
            () -> Requests.NOW);
  }

  @AfterEach
  void close() {
    store.close();
    proxy.close();
    server.close();
  }

  @Test
  void failsNoRequestWhenRedisIsKilledUnderLoad() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger shared = new AtomicInteger();
    AtomicInteger local = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    Thread load =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!stop.get()) {
                    try {
                      Outcome outcome = patient.acquire(store, "busy", 1_000_000);
                      (outcome.local() ? local : shared).incrementAndGet();
                    } catch (Exception e) {
                      failed.incrementAndGet();
                    }
                  }
                });
    try {
      await().until(() -> shared.get() > 100);
      server.kill();
      await().until(() -> local.get() > 100);
      await().until(() -> !store.health().reachable());
      server.restart();
      await().until(() -> store.health().reachable());
      int before = shared.get();
      await().until(() -> shared.get() > before + 100);
    } finally {
      stop.set(true);
      load.join();
    }
    assertThat(failed).hasValue(0);
  }

  @Test
  void grantsThisReplicasShareWhileRedisIsAway() throws Exception {
    proxy.cut();
    int admitted = 0;
    for (int i = 0; i < 20; i++) {
      Outcome outcome = patient.acquire(store, "a", 10);
      assertThat(outcome.local()).isTrue();
      admitted += outcome.admitted() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(5);
  }

  @Test
  void answersWithinTheBudgetWhenRedisStalls() throws Exception {
    assertThat(patient.acquire(store, "a", 10).local()).isFalse();
    proxy.stall();
    Outcome outcome = hasty.acquire(store, "a", 10);
    assertThat(outcome.local()).isTrue();
    assertThat(outcome.admitted()).isTrue();
  }

  @Test
  void opensAndUsesUpHereWithinTheBudgetWhenRedisStalls() throws Exception {
    long patience = Duration.ofSeconds(5).toNanos();
    long budget = Duration.ofMillis(50).toNanos();
    assertThat(useOnce("before", patience)).isTrue();
    proxy.stall();

    Challenge challenge =
        new Challenge(
            String.format("%04x", HashTag.of("a1")) + "late",
            "a1",
            "rule",
            "digest",
            List.of(Kind.PHONE),
            "",
            "",
            Requests.NOW,
            Requests.NOW + 60_000,
            State.OPEN);
    assertThat(Requests.get(store.challenges().open(challenge, Requests.NOW, budget)))
        .isEqualTo(challenge);
    assertThat(useOnce("u", budget)).isTrue();
    assertThat(useOnce("u", budget)).isFalse();
    proxy.restore();

    await().until(() -> store.health().stats().late() == 3);
    assertThat(useOnce("u", patience)).as("Redis did it as well, only late").isFalse();
  }

  private boolean useOnce(String id, long timeoutNanos) throws Exception {
    return Requests.get(
        store
            .challenges()
            .useOnce(new Use(id, "", Requests.NOW + 60_000), Requests.NOW, timeoutNanos));
  }

  @Test
  void givesBackWhatRedisGrantsTooLate() throws Exception {
    // Redis knows the script, and this replica has no room left.
    assertThat(patient.acquire(store, "other", 10).local()).isFalse();
    Acquisition first = hasty.request("a", 2);
    proxy.stall();
    assertThat(Requests.get(store.limits().acquire(first, Requests.NOW)).admitted()).isTrue();
    Outcome refused = hasty.acquire(store, "a", 2);
    assertThat(refused.local()).isTrue();
    assertThat(refused.admitted()).isFalse();
    proxy.restore();
    await().until(() -> store.health().stats().late() == 2);
    // The first was granted here and there, the second there only, and too late.
    await().until(() -> patient.remaining(redis, "a", 2) == 1);
  }

  @Test
  void turnsToThisReplicaWhenRedisIsSlowAndBackWhenItIsNot() throws Exception {
    assertThat(patient.acquire(store, "a", 100).local()).isFalse();
    proxy.delay(220);
    await().atMost(Duration.ofSeconds(30)).until(() -> patient.acquire(store, "a", 100).local());
    assertThat(store.health().reachable()).isFalse();
    proxy.restore();
    await().until(() -> store.health().reachable());
    assertThat(patient.acquire(store, "a", 100).local()).isFalse();
  }
}
