package dev.weir.limit;

/**
 * A limit as a store sees it: what identifies its state, and how that state is counted.
 *
 * @param name the limit's name in the policy
 * @param windowMillis the window; for {@link Algorithm#SLOTS} how long an unreported slot is held.
 *     At least 1,000
 */
public record LimitSpec(String name, Measure measure, Algorithm algorithm, long windowMillis) {

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
}
