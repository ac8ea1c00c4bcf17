package dev.weir.cohort;

/** What is held of a cohort. */
public enum Standing {
  /** Seen, and like the population as far as is known. */
  OBSERVED,
  /**
   * Unlike the population: a few members are asked to verify themselves, the others are slowed
   * down.
   */
  PROBING,
  /** A campaign: whoever is seen with its trait is asked, and let in when it has answered. */
  CONFIRMED,
  /** Its members answered: left alone for a while, whatever it looks like. */
  CLEARED,
  /** One value, such as a person's document, stands behind more accounts than the policy allows. */
  OVERUSED,
  /** An operator says that it is none. */
  EXEMPT,
  /** An operator says that nobody who is seen with its trait is to be let in. */
  BLOCKED
}
