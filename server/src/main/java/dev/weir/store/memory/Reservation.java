package dev.weir.store.memory;

import dev.weir.limit.Demand;
import java.util.List;

/** What an admitted acquisition holds until it is settled. */
final class Reservation extends ExpiringTable.Entry {
  private final List<Demand> demands;
  private final long[] places;
  private final long expiresAt;

  Reservation(String decisionId, List<Demand> demands, long[] places, long expiresAt) {
    super(decisionId);
    this.demands = demands;
    this.places = places;
    this.expiresAt = expiresAt;
  }

  List<Demand> demands() {
    return demands;
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
