package dev.weir.store.redis;

import dev.weir.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * One connection, which many callers share: its thread writes whatever waits as one batch, reads
 * the replies, and completes them on itself, so what follows a reply must not block. There is no
 * timer: under little load a command is written at once, under much load batches grow by
 * themselves.
 *
 * <p>Commands are answered in the order in which they were sent. Nothing that may have run is ever
 * sent twice: when the connection breaks, everything under way and everything that waits fails, and
 * so does every call until there is a new connection. Thread-safe.
 */
final class Pipeline implements AutoCloseable {
  /** The most commands in one batch. */
  static final int MOST_AT_ONCE = 128;

  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  /** How long nothing happens before the connection is tried. */
  private static final long HEARTBEAT_MILLIS = 1_000;

  private static final long SHORTEST_PAUSE_MILLIS = 25;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final String name;
  private final Connector connector;
  private final PipelineCounters counters;
  private final Runnable onBreak;
  private final BlockingQueue<Command> waiting;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Why calls fail at once; null while they do not, as during the very first attempt to connect.
   */
  private volatile @Nullable StoreException down;

  private volatile @Nullable Wire wire;

  /** Whether the log says already that there is no connection; of the thread alone. */
  private boolean lost;

  /** Connects to the server that a pipeline is for, wherever that now is. */
  @FunctionalInterface
  interface Connector {
    /** Returns a new connection; throws {@link JedisException} where there is none to be had. */
    Wire connect();
  }

  /**
   * Starts connecting.
   *
   * @param name what it leads to, for messages
   * @param onBreak called, on the pipeline's thread, each time that the connection is lost or not
   *     to be had
   */
  Pipeline(
      String name, Connector connector, int queue, PipelineCounters counters, Runnable onBreak) {
    this.name = name;
    this.connector = connector;
    this.counters = counters;
    this.onBreak = onBreak;
    this.waiting = new ArrayBlockingQueue<>(queue);
    this.thread = Thread.ofPlatform().name("weir-redis-" + name).daemon().unstarted(this::run);
    thread.start();
  }

  /** Sends a command, and returns its reply. Never blocks. */
  CompletableFuture<@Nullable Object> send(Command command) {
    StoreException reason = down;
    if (reason == null) {
      if (!waiting.offer(command)) {
        counters.refusedFull.increment();
        reason = StoreException.unavailable("Too many commands wait for Redis at " + name, null);
      } else {
        // Between the look and the offer the connection may have broken, and nobody waits for it.
        StoreException since = down;
        reason = since != null && waiting.remove(command) ? since : null;
      }
    }
    if (reason != null) {
      command.reply().completeExceptionally(reason);
    }
    return command.reply();
  }

  /** Drops the connection, and makes a new one to wherever the server now is. */
  void reconnect() {
    Wires.disconnect(wire);
  }

  boolean isConnected() {
    return wire != null;
  }

  int waiting() {
    return waiting.size();
  }

  /** Closes the connection; what is under way or waits fails. Returns when it has. */
  @Override
  public void close() {
    closed.countDown();
    reconnect();
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive() && thread != Thread.currentThread()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    long pause = SHORTEST_PAUSE_MILLIS;
    while (!isClosed()) {
      try (Wire connected = connector.connect()) {
        counters.connects.increment();
        wire = connected;
        down = null;
        lost = false;
        LOG.info("Connected to Redis at {}", name);
        pause = SHORTEST_PAUSE_MILLIS;
        serve(connected);
      } catch (JedisException e) {
        wire = null;
        fail(e);
        Pause.of(pause, closed);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      } catch (InterruptedException e) {
        // Only close interrupts.
        break;
      } catch (RuntimeException e) {
        LOG.error("The connection to Redis at {} failed unexpectedly", name, e);
        wire = null;
        fail(e);
        Pause.of(LONGEST_PAUSE_MILLIS, closed);
      }
    }
    wire = null;
    failAll(StoreException.unavailable("The store is closed", null));
  }

  /** Exchanges batches until the connection breaks, which throws, or is no longer wanted. */
  private void serve(Wire connected) throws InterruptedException {
    List<Command> batch = new ArrayList<>(MOST_AT_ONCE);
    while (!isClosed()) {
      Command first = waiting.poll(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
      if (first == null) {
        connected.ping();
        continue;
      }
      batch.add(first);
      waiting.drainTo(batch, MOST_AT_ONCE - 1);
      counters.batches.increment();
      counters.commands.add(batch.size());
      exchange(connected, batch);
      batch.clear();
    }
  }

  private void exchange(Wire connected, List<Command> batch) {
    List<Command> unknownScripts = new ArrayList<>(0);
    try {
      batch.forEach(command -> command.write(connected));
      connected.send();
      JedisDataException fatal = read(connected, batch, unknownScripts);
      if (!unknownScripts.isEmpty()) {
        // They did not run, so they may be sent again.
        unknownScripts.forEach(command -> command.writeText(connected));
        connected.send();
        read(connected, unknownScripts, new ArrayList<>(0));
      }
      if (fatal != null) {
        throw fatal;
      }
    } catch (JedisException e) {
      StoreException reason =
          StoreException.unavailable(
              "The connection to Redis at " + name + " broke: " + e.getMessage(), e);
      // First, so that whoever hears of the failure and tries again fails at once.
      down = reason;
      batch.forEach(command -> command.reply().completeExceptionally(reason));
      throw e;
    }
  }

  /** Reads and completes the replies of a batch; returns the error that ends the connection. */
  private static @Nullable JedisDataException read(
      Wire connected, List<Command> batch, List<Command> unknownScripts) {
    JedisDataException fatal = null;
    for (Command command : batch) {
      if (command.isAsking()) {
        connected.read();
      }
      Object reply = connected.read();
      if (reply instanceof JedisNoScriptException) {
        unknownScripts.add(command);
      } else if (reply instanceof JedisDataException error) {
        fatal = Replies.isOfWrongServer(error) ? error : fatal;
        command.reply().completeExceptionally(Replies.failure(error));
      } else {
        command.reply().complete(reply);
      }
    }
    return fatal;
  }

  private void fail(RuntimeException cause) {
    if (isClosed()) {
      return;
    }
    if (!lost) {
      lost = true;
      LOG.warn("Redis at {} cannot be reached: {}", name, cause.getMessage());
    }
    // One for all calls until there is a connection: they tell nothing more apart.
    failAll(
        cause instanceof JedisDataException refusal
            ? Replies.failure(refusal)
            : StoreException.unavailable(
                "Redis at " + name + " cannot be reached: " + cause.getMessage(), cause));
    onBreak.run();
  }

  private void failAll(StoreException reason) {
    down = reason;
    List<Command> stranded = new ArrayList<>();
    waiting.drainTo(stranded);
    stranded.forEach(command -> command.reply().completeExceptionally(reason));
  }
}
