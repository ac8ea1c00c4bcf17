package dev.weir.server;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Tells the time that all replicas agree on: the local clock, corrected by how far it is from the
 * store's. The offset is the median of the last {@value #PROBES} measurements, so one slow answer
 * moves nothing. Small differences are taken in steps of at most {@value #STEP_MILLIS} ms a
 * measurement, so time neither jumps nor, by more than that, goes back; a difference of over
 * {@value #JUMP_MILLIS} ms means that somebody set a clock, and is taken at once. Thread-safe.
 */
final class ServerClock implements LongSupplier {
  private static final int PROBES = 9;
  private static final long STEP_MILLIS = 10;
  private static final long JUMP_MILLIS = 1_000;

  private final LongSupplier local;
  private final Deque<Long> offsets = new ArrayDeque<>();
  private volatile long offset;

  /**
   * Creates a clock that is not corrected yet.
   *
   * @param local epoch milliseconds of this machine
   */
  ServerClock(LongSupplier local) {
    this.local = local;
  }

  /** Returns epoch milliseconds. */
  @Override
  public long getAsLong() {
    return local.getAsLong() + offset;
  }

  /** Returns how far this clock is before the machine's, in milliseconds. */
  long offsetMillis() {
    return offset;
  }

  /**
   * Takes a measurement into account.
   *
   * @param asked epoch milliseconds of this machine when the store was asked
   * @param answered the same when its answer came
   * @param store epoch milliseconds of the store
   */
  synchronized void measured(long asked, long answered, long store) {
    // The answer was made somewhere between the two; the middle is off by at most half of the way.
    long measured = store - (asked + (answered - asked) / 2);
    if (offsets.size() == PROBES) {
      offsets.removeFirst();
    }
    offsets.addLast(measured);
    long wanted = median();
    long step = wanted - offset;
    offset =
        Math.abs(step) > JUMP_MILLIS
            ? wanted
            : offset + Math.clamp(step, -STEP_MILLIS, STEP_MILLIS);
  }

  private long median() {
    long[] sorted = offsets.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
