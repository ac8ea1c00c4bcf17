package dev.weir.policy;

/** What a limit can be counted by. */
enum Dimension {
  ACCOUNT,
  /** The account's organization; an account without one is its own. */
  ORGANIZATION,
  API_KEY,
  MODEL,
  IP,
  /** The /24 of an IPv4 address, the /48 of an IPv6 address. */
  IP_PREFIX;

  /**
   * Returns whether its values belong to one organization, so that what is counted by it lives with
   * the rest of it.
   */
  boolean isOwned() {
    return this == ACCOUNT || this == ORGANIZATION || this == API_KEY;
  }
}
