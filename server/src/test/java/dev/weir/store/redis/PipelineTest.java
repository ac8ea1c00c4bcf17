package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.StoreException;
import dev.weir.testing.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol;

/** That each command gets its own reply, whoever writes it. */
@Timeout(60)
final class PipelineTest {
  private static final int THREADS = 6;
  private static final int CALLS = 2_000;
  private static RedisServer server;

  private final PipelineCounters counters = new PipelineCounters();
  private final AtomicInteger breaks = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger mixedUp = new AtomicInteger();
  private Pipeline pipeline;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    RedisUrl url = RedisUrl.parse(server.url());
    Wires wires = new Wires(url, RedisConfig.defaults());
    pipeline =
        new Pipeline(
            "test",
            () -> wires.connect(url.nodes().getFirst()),
            RedisConfig.defaults().withCapacity(1, 2 * THREADS * CALLS),
            counters,
            breaks::incrementAndGet);
  }

  @AfterEach
  void close() {
    pipeline.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void givesEachCommandItsOwnReply(long seed) throws InterruptedException {
    assertThat(answered(seed, new AtomicBoolean())).isEqualTo(THREADS * CALLS);
    assertThat(counters.commands.sum()).isEqualTo(THREADS * CALLS);
    assertThat(counters.batches.sum()).isBetween(1L, (long) THREADS * CALLS);
  }

  @Test
  void keepsTheOrderWhereRedisDoesNotKnowAScriptYet() {
    byte[] key = Keys.bytes("key");
    byte[] value = Keys.bytes("value");
    byte[] nothing = {};
    byte[] forGood = Protocol.toByteArray(0);
    Command forget = Command.of(Protocol.Command.SCRIPT, Keys.bytes("FLUSH"));
    Command call =
        Command.call(Script.SWAP, List.of(key), nothing, value, forGood, nothing, forGood);
    Command behind = Command.of(Protocol.Command.GET, key);
    pipeline.send(List.of(forget, call, behind));
    assertThat(behind.reply().join()).isEqualTo(value);
    assertThat(call.reply().join()).isEqualTo(1L);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4, 5})
  void givesEachItsOwnOrFailsItHoweverOftenTheConnectionBreaks(long seed)
      throws InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    Thread breaker =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!ended.get()) {
                    int seen = breaks.get();
                    int before = answered.get();
                    // Not before somebody was answered, or on a busy machine nobody ever is.
                    Awaitility.await()
                        .pollInterval(1, TimeUnit.MILLISECONDS)
                        .until(() -> answered.get() > before || ended.get());
                    pipeline.reconnect();
                    Awaitility.await().until(() -> breaks.get() > seen || ended.get());
                  }
                });
    int all = answered(seed, ended);
    ended.set(true);
    breaker.join();
    assertThat(all).isPositive();
    assertThat(breaks).hasPositiveValue();
    Awaitility.await().until(() -> echo("again").handle((reply, failure) -> reply != null).join());
    assertThat(pipeline.waiting()).isZero();
  }

  @Test
  void keepsAnIdleConnection() {
    echo("first").join();
    long connects = counters.connects.sum();
    long heartbeats = counters.batches.sum();
    Awaitility.await().until(() -> counters.batches.sum() > heartbeats);
    echo("second").join();
    assertThat(counters.connects.sum()).isEqualTo(connects);
    assertThat(counters.commands.sum()).as("without heartbeats").isEqualTo(2);
  }

  /** Sends from many threads at once, and returns how many were answered; the others failed. */
  private int answered(long seed, AtomicBoolean broken) throws InterruptedException {
    AtomicInteger failed = new AtomicInteger();
    List<Throwable> wrong = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed * THREADS + i);
      int number = i;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int call = 0; call < CALLS; call++) {
                        int length = random.nextInt(200) == 0 ? 300_000 : random.nextInt(300);
                        String text = number + "/" + call + "x".repeat(length);
                        // Some wait for their reply, and others do not.
                        CompletableFuture<String> reply = echo(text).thenApply(checked(text));
                        var _ =
                            reply.whenComplete(
                                (good, failure) ->
                                    (failure == null ? answered : failed).incrementAndGet());
                        if (random.nextInt(4) == 0) {
                          await(reply);
                        }
                      }
                    } catch (RuntimeException | Error e) {
                      synchronized (wrong) {
                        wrong.add(e);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Awaitility.await().until(() -> answered.get() + failed.get() == THREADS * CALLS);
    synchronized (wrong) {
      assertThat(wrong).as("seed %d", seed).isEmpty();
    }
    assertThat(mixedUp.get()).as("replies of others").isZero();
    if (!broken.get() && breaks.get() == 0) {
      assertThat(failed).hasValue(0);
    }
    return answered.get();
  }

  private UnaryOperator<String> checked(String text) {
    return reply -> {
      if (!reply.equals(text)) {
        mixedUp.incrementAndGet();
      }
      return reply;
    };
  }

  private CompletableFuture<String> echo(String text) {
    Command command = Command.of(Protocol.Command.ECHO, Keys.bytes(text));
    // One with two replies, of which the first is an error here: this is no cluster.
    boolean asking = text.hashCode() % 3 == 0;
    CompletableFuture<@Nullable Object> reply =
        pipeline.send(asking ? command.again(true) : command);
    return reply.thenApply(Replies::text);
  }

  /** Waits; that a store cannot be reached is no mistake of its own. */
  private static void await(CompletableFuture<String> reply) {
    try {
      reply.orTimeout(30, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof StoreException failure && failure.isTransient())) {
        throw e;
      }
    }
  }
}
