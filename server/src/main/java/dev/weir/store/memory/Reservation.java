package dev.weir.store.memory;

import dev.weir.limit.Demand;

/**
 * What an admitted acquisition holds until it is settled: of those demands alone that a report
 * settles, in their order.
 */
final class Reservation extends ExpiringTable.Entry {
  private final Demand[] demands;
  private final long[] places;
  private final long expiresAt;

  /**
   * Creates one.
   *
   * @param demands those that a report settles
   * @param places where each was counted
   */
  Reservation(String decisionId, Demand[] demands, long[] places, long expiresAt) {
    super(decisionId);
    this.demands = demands;
    this.places = places;
    this.expiresAt = expiresAt;
  }

  /** Returns how many demands there are. */
  int size() {
    return demands.length;
  }

  /** Returns the demand at {@code index} of those that a report settles. */
  Demand demand(int index) {
    return demands[index];
  }

  /** Returns where that demand was counted. */
  long place(int index) {
    return places[index];
  }

  @Override
  long expiresAt() {
    return expiresAt;
  }
}
