package dev.weir.limit;

import org.jspecify.annotations.Nullable;

/**
 * A limit as a store sees it: what identifies its state, and how that state is counted.
 *
 * @param name the limit's name in the policy
 * @param algorithm {@link Algorithm#SLOTS} for {@link Measure#CONCURRENCY}, and for nothing else
 * @param windowMillis the window; for {@link Algorithm#SLOTS} how long an unreported slot is held.
 *     From {@link LimitBounds#MIN_WINDOW_MILLIS} to {@link LimitBounds#MAX_WINDOW_MILLIS}, and a
 *     whole number of seconds above a day
 */
public record LimitSpec(String name, Measure measure, Algorithm algorithm, long windowMillis) {

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if one is out of its range, or measure and algorithm do not go
   *     together
   */
  public LimitSpec {
    if (windowMillis < LimitBounds.MIN_WINDOW_MILLIS
        || windowMillis > LimitBounds.MAX_WINDOW_MILLIS
        || windowMillis % resolution(windowMillis) != 0) {
      throw new IllegalArgumentException(
          "windowMillis of limit "
              + name
              + ": "
              + windowMillis
              + " (expected: from 1000, one second, to 31622400000, 366 days; above one day whole"
              + " seconds)");
    }
    if ((algorithm == Algorithm.SLOTS) != (measure == Measure.CONCURRENCY)) {
      throw new IllegalArgumentException(
          "algorithm of limit "
              + name
              + ": "
              + algorithm
              + " (expected: SLOTS with measure CONCURRENCY and with no other; the measure is "
              + measure
              + ")");
    }
  }

  /**
   * Returns a number that names this limit's state inside a subject's. A limit whose measure,
   * algorithm or window changes starts from nothing; one whose {@code max} changes keeps what was
   * counted.
   */
  public int id() {
    int hash = name.hashCode();
    hash = 31 * hash + measure.name().hashCode();
    hash = 31 * hash + algorithm.name().hashCode();
    return 31 * hash + Long.hashCode(windowMillis);
  }

  /** Returns whether a report settles what a check reserved. */
  public boolean settles() {
    return measure != Measure.REQUESTS;
  }

  /** Returns the highest {@code max} that this limit can have. */
  public long highestMax() {
    return algorithm == Algorithm.SLOTS ? LimitBounds.MAX_SLOTS : LimitBounds.MAX_COUNT;
  }

  /**
   * Returns the step in milliseconds by which a {@link Algorithm#SLIDING_WINDOW} slides: 1 for a
   * window of up to a day, above that 1,000. It divides {@code windowMillis}.
   */
  public long resolutionMillis() {
    return resolution(windowMillis);
  }

  /** Looked for at each request, where the comparison that a record has by itself is slow. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LimitSpec that
        && windowMillis == that.windowMillis
        && measure == that.measure
        && algorithm == that.algorithm
        && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return id();
  }

  private static long resolution(long windowMillis) {
    return windowMillis <= LimitBounds.MAX_FINE_WINDOW_MILLIS ? 1 : 1_000;
  }
}
