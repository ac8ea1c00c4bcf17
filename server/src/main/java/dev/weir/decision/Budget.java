package dev.weir.decision;

import java.util.function.LongSupplier;

/**
 * How much longer an answer is of use. Immutable; reads its time from the ticker that it was made
 * with.
 */
public final class Budget {
  private static final Budget UNLIMITED = new Budget(Long.MAX_VALUE, () -> 0);

  private final long deadline;
  private final LongSupplier ticker;

  private Budget(long deadline, LongSupplier ticker) {
    this.deadline = deadline;
    this.ticker = ticker;
  }

  /** Returns a budget without end, as a replay has. */
  public static Budget unlimited() {
    return UNLIMITED;
  }

  /**
   * Returns a budget that starts now.
   *
   * @param nanos how long; at least 0
   * @param ticker a monotonic clock in nanoseconds, such as {@code System::nanoTime}
   */
  public static Budget of(long nanos, LongSupplier ticker) {
    return new Budget(ticker.getAsLong() + nanos, ticker);
  }

  /**
   * Returns this budget, cut to at most {@code nanos} from now. A budget without end is not cut.
   */
  public Budget atMost(long nanos) {
    return this == UNLIMITED || remainingNanos() <= nanos ? this : of(nanos, ticker);
  }

  /** Returns what is left, at least 0; {@link Long#MAX_VALUE} without end. */
  public long remainingNanos() {
    return this == UNLIMITED ? Long.MAX_VALUE : Math.max(0, deadline - ticker.getAsLong());
  }
}
