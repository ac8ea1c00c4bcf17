package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.account.Account;
import dev.weir.store.StoreException;
import dev.weir.testing.RedisServer;
import dev.weir.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What the Redis store does when Redis, or the way to it, fails. */
final class RedisFaultsTest {
  private static RedisServer server;

  private final Requests requests = new Requests(Duration.ofSeconds(5));
  private TcpProxy proxy;
  private RedisStore store;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    proxy = TcpProxy.before(server);
    store = RedisStore.open(proxy.url(), RedisConfig.defaults().withCapacity(1, 128));
  }

  @AfterEach
  void close() {
    store.close();
    proxy.close();
  }

  @Test
  void opensWhileRedisIsDownAndConnectsWhenItComes() throws Exception {
    proxy.cut();
    try (RedisStore other = RedisStore.open(proxy.url(), RedisConfig.defaults())) {
      StoreException failure = Requests.failure(other.time());
      assertThat(failure.isTransient()).isTrue();
      assertThat(failure).hasMessageContaining("127.0.0.1:" + proxy.port());
      proxy.restore();
      await().until(() -> Requests.answers(other));
    }
  }

  @Test
  void failsWhatIsUnderWayWhenTheConnectionIsCutAndConnectsAgain() throws Exception {
    proxy.stall();
    CompletableFuture<Long> underWay = store.time().toCompletableFuture();
    proxy.cut();
    assertThat(Requests.failure(underWay).isTransient()).isTrue();
    proxy.restore();
    await().until(() -> Requests.answers(store));
  }

  @Test
  void failsCallsAtOnceWhileThereIsNoConnection() throws Exception {
    proxy.cut();
    await().until(this::isFailed);
    CompletableFuture<Long> call = store.time().toCompletableFuture();
    assertThat(call).isCompletedExceptionally();
  }

  @Test
  void failsWhatRedisDoesNotAnswerInTimeAndConnectsAgain() throws Exception {
    proxy.stall();
    assertThat(Requests.failure(store.time()).isTransient()).isTrue();
    proxy.restore();
    await().until(() -> Requests.answers(store));
  }

  @Test
  void refusesMoreThanMayWait() throws Exception {
    proxy.stall();
    List<CompletableFuture<Long>> calls = new ArrayList<>();
    // A few may be on their way, and 128 wait.
    for (int i = 0; i < 3 * 128; i++) {
      calls.add(store.time().toCompletableFuture());
    }
    assertThat(calls).anyMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(store.stats().refusedFull()).isPositive();
    for (CompletableFuture<Long> call : calls) {
      assertThat(Requests.failure(call).isTransient()).isTrue();
    }
    assertThat(store.stats().waiting()).isZero();
  }

  @Test
  void writesWhatWaitsAsOneBatch() throws Exception {
    Requests.get(store.time());
    RedisStats before = store.stats();
    proxy.delay(100);
    List<CompletableFuture<Long>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(store.time().toCompletableFuture());
    }
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
    RedisStats after = store.stats();
    assertThat(after.commands() - before.commands()).isEqualTo(100);
    assertThat(after.batches() - before.batches()).isLessThan(50);
  }

  @Test
  void sendsAFewWithoutWaitingForRepliesAndLetsOthersShareAWrite() throws Exception {
    await("a connection").until(() -> Requests.answers(store));
    RedisStats before = store.stats();
    // Of the replies: what is sent goes on to Redis.
    proxy.delay(10_000);
    for (int i = 0; i < 10; i++) {
      var _ = store.time();
    }
    RedisStats after = store.stats();
    assertThat(after.batches() - before.batches()).isEqualTo(4);
    assertThat(after.waiting()).isEqualTo(6);
  }

  @Test
  void readsAnAccountAndItsScoresInOneWrite() throws Exception {
    Requests.get(store.time());
    RedisStats before = store.stats();
    Requests.get(store.accounts().find("a1"));
    RedisStats after = store.stats();
    assertThat(after.commands() - before.commands()).isEqualTo(2);
    assertThat(after.batches() - before.batches()).isEqualTo(1);
  }

  @Test
  void sendsTheTextOfAScriptThatRedisForgot() throws Exception {
    assertThat(requests.acquire(store, "forgotten", 10).admitted()).isTrue();
    try (Jedis jedis = server.connect()) {
      jedis.scriptFlush();
    }
    assertThat(requests.acquire(store, "forgotten", 10).limits().getFirst().remaining())
        .isEqualTo(8);
  }

  @Test
  void neverSendsAgainWhatMayHaveRun() throws Exception {
    // Redis now knows the script.
    requests.acquire(store, "another", 10);
    // Replies are held back, not requests: Redis counts, and nobody hears of it.
    proxy.delay(10_000);
    Requests.failure(store.limits().acquire(requests.request("once", 10), Requests.NOW));
    proxy.restore();
    await().until(() -> Requests.answers(store));
    assertThat(requests.acquire(store, "once", 10).limits().getFirst().remaining()).isEqualTo(8);
  }

  @Test
  void saysWhatRedisRefusesForGood() throws Exception {
    try (Jedis jedis = server.connect()) {
      jedis.hset(new Keys("weir:").account("odd"), Keys.bytes("not"), Keys.bytes("a string"));
    }
    // Where the machine stands still for a moment, Redis is taken to be away, which is transient.
    StoreException failure =
        await()
            .until(
                () -> Requests.failure(store.accounts().find("odd")),
                failed -> !failed.isTransient());
    assertThat(failure).hasMessageContaining("WRONGTYPE");
  }

  @Test
  void tellsThatChangesMayHaveBeenMissedAfterEachConnection() throws Exception {
    List<String> changes = new CopyOnWriteArrayList<>();
    try (AutoCloseable subscription = store.accounts().onChange(changes::add)) {
      proxy.cut();
      await().until(this::isFailed);
      proxy.restore();
      await().until(() -> changes.contains(""));
      await().until(() -> Requests.answers(store));
      Requests.get(store.accounts().put(List.of(Account.unknown("a1"))));
      await().until(() -> changes.contains("a1"));
      assertThat(subscription).isNotNull();
    }
  }

  @Test
  void failsWhatIsAskedAfterItWasClosed() throws Exception {
    store.close();
    assertThat(Requests.failure(store.time())).hasMessage("The store is closed");
  }

  private boolean isFailed() {
    return store.time().toCompletableFuture().isCompletedExceptionally();
  }
}
