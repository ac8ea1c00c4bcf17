package dev.weir.decision;

/** What a verdict rests on, from best to worst. */
public enum Evidence {
  /** Everything that the policy reads. */
  COMPLETE,
  /** Some input did not arrive in time; each rule's {@code on_missing} applied. */
  PARTIAL,
  /** The store could not be reached: windows of this replica alone, and the last known account. */
  LOCAL,
  /** Nothing was known: the policy's {@code failure} verdict. */
  NONE;

  /** Returns the worse of the two. */
  public Evidence or(Evidence other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
