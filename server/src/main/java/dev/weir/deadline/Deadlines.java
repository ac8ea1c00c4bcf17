package dev.weir.deadline;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells calls that their time is over, on a thread of its own. Made for calls that nearly all end
 * long before that: one that ends is not taken out, but passed over when the thread next looks, so
 * that calls with about the same time do not wake it each. A scheduled executor is woken by each
 * call that finds it empty, and by each that ended before: 6 % of what a server did. Thread-safe.
 */
public final class Deadlines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

  /** How long a call that has ended is kept at most: what it was asked is kept with it. */
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * How soon the thread looks again where no call is left. Shorter than most calls may take, or the
   * next would wake it.
   */
  private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Queue<Waiting> added = new ConcurrentLinkedQueue<>();
  private final Thread thread;

  /** When the thread looks next, unless it rests until it is woken. */
  private volatile long looksAt;

  private volatile boolean resting;
  private volatile boolean closed;

  /** A call whose time is limited. Thread-safe. */
  public interface Call {
    /** Returns whether it has ended. */
    boolean isDone();

    /** Is told that its time is over, on the thread of all deadlines: must not block. */
    void timeOver();
  }

  private record Waiting(Call call, long at) {}

  /** Starts the thread, a daemon of this name. */
  public Deadlines(String name) {
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    thread.start();
  }

  /**
   * Tells a call when its time is over, not before, unless it is done by then.
   *
   * @param nanos from now on; at least 0
   */
  public void add(Call call, long nanos) {
    long at = System.nanoTime() + nanos;
    added.add(new Waiting(call, at));
    if (resting || at - looksAt < 0) {
      LockSupport.unpark(thread);
    }
  }

  /** Ends the thread: nobody is told any more. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    List<Waiting> waiting = new ArrayList<>();
    while (!closed) {
      boolean any = take(waiting);
      long now = System.nanoTime();
      waiting.removeIf(one -> one.call.isDone() || isOver(one, now));
      looksAt = now + pause(waiting, now);
      resting = !any && waiting.isEmpty();
      // Whoever was added before the thread had said when it looks has not woken it.
      if (added.isEmpty()) {
        rest();
      }
    }
  }

  private boolean take(List<Waiting> waiting) {
    boolean any = false;
    for (Waiting next = added.poll(); next != null; next = added.poll()) {
      waiting.add(next);
      any = true;
    }
    return any;
  }

  private static long pause(List<Waiting> waiting, long now) {
    long pause = waiting.isEmpty() ? SHORTEST_PAUSE_NANOS : LONGEST_PAUSE_NANOS;
    for (Waiting one : waiting) {
      pause = Math.min(pause, one.at - now);
    }
    return pause;
  }

  private void rest() {
    if (resting) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, looksAt - System.nanoTime());
    }
  }

  private static boolean isOver(Waiting one, long now) {
    if (one.at - now > 0) {
      return false;
    }
    try {
      one.call.timeOver();
    } catch (RuntimeException e) {
      LOG.error("What was to happen at a call's deadline failed", e);
    }
    return true;
  }
}
