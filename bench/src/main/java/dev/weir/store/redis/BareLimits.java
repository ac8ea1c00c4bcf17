package dev.weir.store.redis;

import dev.weir.limit.LimitStore;
import dev.weir.store.StoreException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The calls of scripts by which limits are counted in Redis, and nothing else: the same commands as
 * a server's, written a fixed number at a time on one connection, as {@code redis-benchmark -P}
 * does. What is written waits for more, so answers are late; what they cost Redis is the least that
 * they can. Thread-safe; answers come on the thread of the connection.
 */
public final class BareLimits implements AutoCloseable {
  /** How long commands wait at most for others: what is asked last has none after it. */
  private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(50);

  private static final Logger LOG = LoggerFactory.getLogger(BareLimits.class);

  /** A slow Redis is to be measured, not given up. */
  private static final RedisConfig CONFIG =
      RedisConfig.defaults().withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(30));

  /** Guards what waits, and whether anything may. */
  private final Lock lock = new ReentrantLock();

  private final Condition full = lock.newCondition();
  private final Deque<Command> waiting = new ArrayDeque<>();
  private final int pipelined;
  private final Wire wire;
  private final Duplex ways;
  private final Thread thread;
  private boolean ended;

  private BareLimits(Wire wire, int pipelined) {
    this.wire = wire;
    this.ways =
        wire.duplex(
            (int) CONFIG.socketTimeout().toMillis(),
            () -> {
              throw new SocketTimeoutException("no reply for " + CONFIG.socketTimeout());
            });
    this.pipelined = pipelined;
    this.thread = Thread.ofPlatform().daemon().name("bare-limits").unstarted(this::run);
  }

  /**
   * Connects to a Redis by itself, and makes it know the script.
   *
   * @param url as of {@code store.url}
   * @param pipelined how many commands are written at once, at least 1; fewer where there are no
   *     more within 50 ms
   * @throws JedisException where there is no connection to be had
   */
  public static BareLimits connect(String url, int pipelined) {
    RedisUrl parsed = RedisUrl.parse(url);
    Wire wire = new Wires(parsed, CONFIG).connect(parsed.nodes().getFirst());
    wire.executeCommand(
        new CommandArguments(Protocol.Command.SCRIPT).add("LOAD").add(Script.ACQUIRE.text()));
    BareLimits limits = new BareLimits(wire, pipelined);
    limits.thread.start();
    return limits;
  }

  /** Returns the limits, whose keys begin as a server's do where nothing else is set. */
  public LimitStore store() {
    return new RedisLimits(new Batches(), new Keys(CONFIG.keyPrefix()));
  }

  /** Ends the connection; what waits fails. */
  @Override
  public void close() {
    thread.interrupt();
    Wires.disconnect(wire);
  }

  private void run() {
    List<Command> batch = new ArrayList<>(pipelined);
    try {
      while (true) {
        gather(batch);
        exchange(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      // Only close interrupts.
      fail(batch, "closed", e);
    } catch (JedisException e) {
      fail(batch, "the connection broke: " + e.getMessage(), e);
    }
  }

  /** Takes what waits once that is enough for a batch, or time is over. */
  private void gather(List<Command> batch) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = LONGEST_WAIT;
      while (waiting.size() < pipelined && left > 0) {
        left = full.awaitNanos(left);
      }
      while (batch.size() < pipelined && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
    } finally {
      lock.unlock();
    }
  }

  private void exchange(List<Command> batch) {
    batch.forEach(command -> command.write(ways));
    ways.flush();
    for (Command command : batch) {
      Object reply = ways.read();
      if (reply instanceof JedisDataException error) {
        command.reply().completeExceptionally(Replies.failure(error));
      } else {
        command.reply().complete(reply);
      }
    }
  }

  private void fail(List<Command> batch, String why, Exception cause) {
    LOG.error("Limits are counted no more: {}", why, cause);
    List<Command> stranded = new ArrayList<>(batch);
    lock.lock();
    try {
      ended = true;
      stranded.addAll(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    StoreException reason = StoreException.unavailable("Limits without a server: " + why, cause);
    stranded.forEach(command -> command.reply().completeExceptionally(reason));
  }

  /** Returns whether a command waits now; not once the connection has ended. */
  private boolean offer(Command command) {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      waiting.add(command);
      if (waiting.size() >= pipelined) {
        full.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Brings every command to the one connection. */
  private final class Batches implements Router {
    @Override
    public CompletionStage<@Nullable Object> send(int tag, Command command) {
      return offer(command)
          ? command.reply()
          : CompletableFuture.failedFuture(
              StoreException.unavailable("Limits without a server: no connection", null));
    }

    @Override
    public List<CompletionStage<@Nullable Object>> send(int tag, List<Command> commands) {
      return commands.stream().map(command -> send(tag, command)).toList();
    }

    @Override
    public boolean isSharded() {
      return false;
    }

    @Override
    public HostAndPort listenAt() {
      throw new IllegalStateException("nothing is listened to");
    }

    @Override
    public List<Pipeline> pipelines() {
      return List.of();
    }

    @Override
    public void close() {
      BareLimits.this.close();
    }
  }
}
