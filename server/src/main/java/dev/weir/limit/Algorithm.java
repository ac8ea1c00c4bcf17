package dev.weir.limit;

/** How use is counted over time. */
public enum Algorithm {
  /**
   * Sliding window counter: the current bucket, and of the previous one the share that the window
   * still covers. Constant memory; an approximation whose bound {@code docs/limits.md} states and a
   * property test holds.
   */
  SLIDING_WINDOW,
  /**
   * A log of every admission in the window: exact, with memory that grows with the limit. For small
   * limits.
   */
  EXACT_LOG,
  /**
   * Slots that are held and given back, each with its own expiry. For {@link Measure#CONCURRENCY}.
   */
  SLOTS
}
