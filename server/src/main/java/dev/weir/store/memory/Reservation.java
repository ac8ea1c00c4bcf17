package dev.weir.store.memory;

import dev.weir.limit.Demand;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

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

  /** Returns the demands that a report settles. */
  List<Demand> demands() {
    return Collections.unmodifiableList(Arrays.asList(demands));
  }

  /** Returns where the demand at {@code index} was counted. */
  long place(int index) {
    return places[index];
  }

  @Override
  long expiresAt() {
    return expiresAt;
  }
}
