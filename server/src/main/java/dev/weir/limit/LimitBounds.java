package dev.weir.limit;

import java.time.Duration;

/**
 * Bounds within which limits are counted exactly: in Java's longs, and bit for bit the same in the
 * doubles of a script inside a store.
 *
 * <p>Two kinds of numbers occur. Sums of at most three counts, each at most {@link #MAX_COUNT}:
 * below 2<sup>52</sup>. And products {@code s * r} where both factors are at most a window's length
 * in units of its resolution, which is at most 86,400,000 (a day of milliseconds; longer windows
 * slide by whole seconds and have at most 31,622,400 units): below 7.5 × 10<sup>15</sup>, so below
 * 2<sup>53</sup> even after one more window is added for rounding up. Every whole number up to
 * 2<sup>53</sup> is a double, so sums and products are exact. So is the floor of a quotient {@code
 * m / n} of such numbers: where {@code m / n} is not whole, it lies at least {@code 1 / n} below
 * the next whole number {@code k}, and a double can be rounded up to {@code k} only from within
 * {@code k / 2^53}, which is less, as {@code k * n < m + n <= 2^53}.
 */
public final class LimitBounds {
  /**
   * The most that is counted in one bucket or log; what would be more counts as this.
   * 10<sup>15</sup>.
   */
  public static final long MAX_COUNT = 1_000_000_000_000_000L;

  /** The shortest window: a second. */
  public static final long MIN_WINDOW_MILLIS = 1_000;

  /** The longest window: 366 days. */
  public static final long MAX_WINDOW_MILLIS = Duration.ofDays(366).toMillis();

  /** The longest window that slides by the millisecond, a day; longer ones slide by the second. */
  public static final long MAX_FINE_WINDOW_MILLIS = Duration.ofDays(1).toMillis();

  /** How many admissions of different milliseconds an {@link Algorithm#EXACT_LOG} tells apart. */
  public static final int MAX_LOG_ENTRIES = 1_000;

  /**
   * The most slots of one limit for one subject, and so the highest {@code max} of {@link
   * Algorithm#SLOTS}.
   */
  public static final int MAX_SLOTS = 10_000;

  private LimitBounds() {}
}
