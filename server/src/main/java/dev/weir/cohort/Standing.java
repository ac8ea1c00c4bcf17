package dev.weir.cohort;

/** What is held of a cohort. */
public enum Standing {
  /** Seen, and like the population as far as is known. */
  OBSERVED,
  /**
   * Unlike the population: a few members are asked to verify themselves, the others slowed down.
   */
  PROBING,
  /** A campaign: whoever is seen with its trait is asked, and let in when it has answered. */
  CONFIRMED,
  /** Its members answered: left alone for a while, whatever it looks like. */
  CLEARED,
  /** An operator says that it is none. */
  EXEMPT,
  /** An operator says that nobody who is seen with its trait is to be let in. */
  BLOCKED;

  /** Returns whether only an operator ends it. */
  public boolean isSetByOperator() {
    return this == EXEMPT || this == BLOCKED;
  }
}
