package dev.weir.store.redis;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.weir.store.StoreException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * One connection, which many callers share. While few commands are under way, a caller writes its
 * own at once; once there are more, commands wait, and go out together behind the next replies. So
 * under little load a command takes one round trip and wakes no thread, and under much load batches
 * grow by themselves; there is no timer. The pipeline's thread reads the replies, and completes
 * them on itself, so what follows a reply must not block.
 *
 * <p>Commands are answered in the order in which they were sent. Nothing that may have run is ever
 * sent twice: when the connection breaks, everything under way and everything that waits fails, and
 * so does every call until there is a new connection. Thread-safe.
 */
final class Pipeline implements AutoCloseable {
  /** The most commands under way. */
  static final int MOST_UNDER_WAY = 128;

  /**
   * With so many commands under way, callers leave theirs to the next reply. The more, the less a
   * command waits for a Redis that is far; the fewer, the more commands share a write.
   */
  private static final int MOST_BY_CALLERS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  /** How long nothing happens before the connection is tried. */
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long SHORTEST_PAUSE_MILLIS = 25;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final String name;
  private final Connector connector;
  private final int patienceMillis;
  private final PipelineCounters counters;
  private final Runnable onBreak;
  private final BlockingQueue<Command> waiting;

  /** Written and not answered, in that order. Added to under {@link #writing}. */
  private final Queue<Command> underWay = new ConcurrentLinkedQueue<>();

  private final AtomicInteger underWayCount = new AtomicInteger();

  /** Guards the way there. Whoever does not get it leaves its command to who has it. */
  private final ReentrantLock writing = new ReentrantLock();

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Why calls fail at once; null while they do not, as during the very first attempt to connect.
   */
  private volatile @Nullable StoreException down;

  private volatile @Nullable Wire wire;

  /** Where to write; null while there is nowhere. Changed under {@link #writing}. */
  private volatile @Nullable Duplex out;

  /** When a reply came last, or a connection; of the thread alone. */
  private long heardAt;

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
   * @param config how long it waits for a reply, and how many commands may wait
   * @param onBreak called, on the pipeline's thread, each time that the connection is lost or not
   *     to be had
   */
  Pipeline(
      String name,
      Connector connector,
      RedisConfig config,
      PipelineCounters counters,
      Runnable onBreak) {
    this.name = name;
    this.connector = connector;
    this.patienceMillis = (int) config.socketTimeout().toMillis();
    this.counters = counters;
    this.onBreak = onBreak;
    this.waiting = new ArrayBlockingQueue<>(config.queue());
    this.thread = Thread.ofPlatform().name("weir-redis-" + name).daemon().unstarted(this::run);
    thread.start();
  }

  /** Sends a command, and returns its reply. Never waits for Redis. */
  CompletableFuture<@Nullable Object> send(Command command) {
    if (offer(command)) {
      counters.commands.increment();
      write(MOST_BY_CALLERS);
    }
    return command.reply();
  }

  /** Sends commands in one write, as far as there is room for them. Never waits for Redis. */
  void send(List<Command> commands) {
    for (Command command : commands) {
      if (offer(command)) {
        counters.commands.increment();
      }
    }
    write(MOST_BY_CALLERS);
  }

  /** Lets a command wait to be written, or fail. */
  private boolean offer(Command command) {
    StoreException reason = down;
    if (reason == null && !waiting.offer(command)) {
      counters.refusedFull.increment();
      reason = StoreException.unavailable("Too many commands wait for Redis at " + name, null);
    } else if (reason == null) {
      // Between the look and the offer the connection may have broken, and nobody waits for it.
      StoreException since = down;
      reason = since != null && waiting.remove(command) ? since : null;
    }
    if (reason != null) {
      command.reply().completeExceptionally(reason);
    }
    return reason == null;
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
    if (thread != Thread.currentThread()) {
      Uninterruptibles.joinUninterruptibly(thread);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    long pause = SHORTEST_PAUSE_MILLIS;
    while (!isClosed()) {
      try (Wire connected = connector.connect()) {
        pause = SHORTEST_PAUSE_MILLIS;
        serve(begin(connected));
      } catch (JedisException e) {
        fail(e);
        Pause.of(pause, closed);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      } catch (RuntimeException e) {
        LOG.error("The connection to Redis at {} failed unexpectedly", name, e);
        fail(e);
        Pause.of(LONGEST_PAUSE_MILLIS, closed);
      }
    }
    failAll(StoreException.unavailable("The store is closed", null));
  }

  private Duplex begin(Wire connected) {
    // Twice as often as it matters, so that a lost reply is missed after half as long again at
    // most.
    Duplex duplex = connected.duplex(Math.max(1, patienceMillis / 2), this::silence);
    counters.connects.increment();
    wire = connected;
    heardAt = System.nanoTime();
    lost = false;
    LOG.info("Connected to Redis at {}", name);
    out = duplex;
    down = null;
    return duplex;
  }

  /** Reads replies until the connection breaks, which throws, or is no longer wanted. */
  private void serve(Duplex in) {
    write(MOST_UNDER_WAY);
    JedisDataException fatal = null;
    while (!isClosed()) {
      Object reply = in.read();
      Command command = underWay.element();
      if (command.isAsking()) {
        Object asked = in.read();
        // Whoever may not ask is told so, and not that the slot is elsewhere.
        boolean refused =
            reply instanceof JedisDataException && asked instanceof JedisDataException;
        reply = refused ? reply : asked;
      }
      heardAt = System.nanoTime();
      // Only now: until it is answered it fails with the connection.
      underWay.remove();
      underWayCount.decrementAndGet();
      if (reply instanceof JedisDataException error && Replies.isOfWrongServer(error)) {
        // Nothing more is written, and what was written is answered: nothing is lost.
        fatal = error;
        down = Replies.failure(error);
        out = null;
      }
      answer(command, reply);
      if (fatal != null && underWay.isEmpty()) {
        throw fatal;
      }
      if (!in.hasMore()) {
        write(MOST_UNDER_WAY);
      }
    }
  }

  /** Completes a command, or has it sent again where it did not run for want of its script. */
  private void answer(Command command, @Nullable Object reply) {
    if (reply instanceof JedisNoScriptException) {
      offer(command.withText());
    } else if (reply instanceof JedisDataException error) {
      command.reply().completeExceptionally(Replies.failure(error));
    } else {
      command.reply().complete(reply);
    }
  }

  /**
   * Writes what waits, until so many commands are under way; not at all while another writes, who
   * then looks again. What is written fits into the socket's buffer as a rule, so that this does
   * not wait for Redis; where it does not, it waits until the connection is given up.
   */
  private void write(int most) {
    while (out != null && !waiting.isEmpty() && underWayCount.get() < most && writing.tryLock()) {
      try {
        writeSome(most);
      } finally {
        writing.unlock();
      }
    }
  }

  private void writeSome(int most) {
    Duplex to = out;
    List<Command> batch = new ArrayList<>(MOST_BY_CALLERS);
    if (to == null || waiting.drainTo(batch, most - underWayCount.get()) == 0) {
      return;
    }
    counters.batches.increment();
    long now = System.nanoTime();
    batch.forEach(command -> command.writtenAt(now));
    // Before they are written: whatever becomes of the connection, they are found and fail.
    underWay.addAll(batch);
    underWayCount.addAndGet(batch.size());
    try {
      batch.forEach(command -> command.write(to));
      to.flush();
    } catch (JedisException e) {
      LOG.debug("Writing to Redis at {} failed", name, e);
      abandon();
    } catch (RuntimeException e) {
      LOG.error("Writing to Redis at {} failed unexpectedly", name, e);
      abandon();
    }
  }

  /** Gives the connection up, of which a part of a command may be written: all under way fails. */
  private void abandon() {
    out = null;
    // The thread, which reads, hears of it.
    reconnect();
  }

  /** Is told that nothing came for a while: that is bad where a reply is owed for too long. */
  private void silence() throws SocketTimeoutException {
    long now = System.nanoTime();
    Command oldest = underWay.peek();
    if (oldest == null) {
      if (now - heardAt >= HEARTBEAT_NANOS && offer(Command.of(Protocol.Command.PING))) {
        write(MOST_BY_CALLERS);
      }
    } else if (now - oldest.writtenAt() >= TimeUnit.MILLISECONDS.toNanos(patienceMillis)) {
      throw new SocketTimeoutException("no reply for " + patienceMillis + " ms");
    }
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

  /** Fails all that waits or is under way, and from now on each call at once. */
  private void failAll(StoreException reason) {
    // First, so that whoever hears of it and tries again fails at once.
    down = reason;
    // Whoever writes may hang in it: this ends that.
    reconnect();
    List<Command> stranded = new ArrayList<>();
    writing.lock();
    try {
      out = null;
      wire = null;
      stranded.addAll(underWay);
      underWay.clear();
      underWayCount.set(0);
      waiting.drainTo(stranded);
    } finally {
      writing.unlock();
    }
    stranded.forEach(command -> command.reply().completeExceptionally(reason));
  }
}
