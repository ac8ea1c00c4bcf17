package dev.weir.decision;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests may be decided at once. It begins at its maximum. Where, for some windows in a
 * row, more than a tenth of the requests that had to wait were slow, more are under way than can be
 * answered in time, and the limit falls below what was under way; where they are not, and the limit
 * is used, it rises again. One slow window, such as a pause of the collector makes, changes
 * nothing.
 *
 * <p>Thread-safe. Requests that were answered without waiting cost two atomic steps, and say
 * nothing of how long others wait, so they are not judged.
 */
public final class InFlightLimit {
  /** Longer than any budget that is of use, so that a window sees what the one before brought. */
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Fewer requests than these say nothing: the window goes on. */
  private static final int LEAST_SAMPLES = 10;

  /** A pause is seen by two windows at most: the one that it ends, and the one after. */
  private static final int SLOW_WINDOWS = 3;

  /** One in so many may be slow. */
  private static final int TOLERATED = 10;

  /** One in so many of those under way is given up, where they are too many. */
  private static final int FALL = 5;

  /** One in so many is added, where there may be more. */
  private static final int RISE = 10;

  private final int min;
  private final int max;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder shed = new LongAdder();
  private volatile int limit;

  // All guarded by this.
  private long windowBegan;
  private int samples;
  private int slow;
  private int peak;
  private int slowWindows;

  private InFlightLimit(int min, int max) {
    if (min < 1 || max < min) {
      throw new IllegalArgumentException(
          "in flight: " + min + " to " + max + " (expected: at least 1, in order)");
    }
    this.min = min;
    this.max = max;
    this.limit = max;
  }

  /** Returns a limit that stays between {@code min} and {@code max}, both at least 1. */
  public static InFlightLimit adaptive(int min, int max) {
    return new InFlightLimit(min, max);
  }

  /** Returns a limit that stays as it is. */
  public static InFlightLimit fixed(int max) {
    return new InFlightLimit(max, max);
  }

  /** Returns how many may be under way at the moment. */
  public int limit() {
    return limit;
  }

  /** Returns how many are under way. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Returns how many found no room since this was created. */
  public long shed() {
    return shed.sum();
  }

  /** Takes room for one request, which has to be given back once; false where there is none. */
  boolean tryAcquire() {
    int current = inFlight.get();
    while (current < limit) {
      if (inFlight.compareAndSet(current, current + 1)) {
        return true;
      }
      current = inFlight.get();
    }
    shed.increment();
    return false;
  }

  /** Gives back the room of one request. */
  void release() {
    inFlight.decrementAndGet();
  }

  /**
   * Judges by one request that had to wait, and still has its room.
   *
   * @param now monotonic nanoseconds
   */
  synchronized void waited(boolean tooLong, long now) {
    if (samples == 0) {
      windowBegan = now;
    }
    samples++;
    slow += tooLong ? 1 : 0;
    peak = Math.max(peak, inFlight.get());
    if (samples >= LEAST_SAMPLES && now - windowBegan >= WINDOW_NANOS) {
      judge();
      samples = 0;
      slow = 0;
      peak = 0;
    }
  }

  private void judge() {
    if (slow > samples / TOLERATED) {
      slowWindows++;
      if (slowWindows >= SLOW_WINDOWS) {
        int used = Math.min(limit, peak);
        limit = Math.max(min, used - Math.max(1, used / FALL));
      }
      return;
    }
    slowWindows = 0;
    if (peak >= limit / 2) {
      limit = (int) Math.min(max, limit + Math.max(1L, limit / RISE));
    }
  }
}
