package dev.weir.store.fallback;

import dev.weir.limit.Demand;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.Outcome;
import dev.weir.store.fallback.Lease.Spent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one acquisition spends of slices, and what is left to ask the store. Not thread-safe. */
final class Spending {
  private final List<Demand> demands;
  private final @Nullable Lease[] leases;
  private final @Nullable Spent[] spent;
  private int count;

  Spending(List<Demand> demands) {
    this.demands = demands;
    this.leases = new Lease[demands.size()];
    this.spent = new Spent[demands.size()];
  }

  int size() {
    return spent.length;
  }

  /** Returns the lease of a demand; null if it has none. */
  @Nullable Lease lease(int demand) {
    return leases[demand];
  }

  /** Says what a demand spends of its lease; null if the store is to be asked for it. */
  void set(int demand, Lease lease, @Nullable Spent spends) {
    leases[demand] = lease;
    spent[demand] = spends;
    count += spends == null ? 0 : 1;
  }

  boolean isNothing() {
    return count == 0;
  }

  boolean isAll() {
    return count == spent.length;
  }

  List<Spent> spent() {
    return Arrays.stream(spent).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
  }

  /** Returns what the store is to be asked for. */
  List<Demand> rest() {
    List<Demand> rest = new ArrayList<>(spent.length - count);
    for (int i = 0; i < spent.length; i++) {
      if (spent[i] == null) {
        rest.add(demands.get(i));
      }
    }
    return rest;
  }

  /** Returns the outcome where the store need not be asked. */
  Outcome outcome(String decisionId) {
    LimitStatus[] limits = new LimitStatus[spent.length];
    for (int i = 0; i < limits.length; i++) {
      limits[i] = Objects.requireNonNull(spent[i]).status();
    }
    return new Outcome(decisionId, true, false, false, List.of(limits));
  }

  /**
   * Returns the store's outcome of the rest, with what was spent here in its place. One that does
   * not list the rest, because it is a retry's or was known without asking, is left as it is.
   */
  Outcome with(Outcome rest) {
    if (rest.repeated() || rest.limits().size() != spent.length - count) {
      return rest;
    }
    List<LimitStatus> limits = new ArrayList<>(spent.length);
    int next = 0;
    for (Spent spends : spent) {
      limits.add(spends == null ? rest.limits().get(next++) : status(spends, rest.admitted()));
    }
    return new Outcome(rest.decisionId(), rest.admitted(), false, rest.local(), limits);
  }

  /** Where nothing is admitted, it was put back. */
  private static LimitStatus status(Spent spent, boolean admitted) {
    LimitStatus status = spent.status();
    return admitted
        ? status
        : new LimitStatus(
            status.name(),
            status.limit(),
            Math.min(status.limit(), status.remaining() + spent.amount()),
            false,
            0,
            status.resetAfterMillis(),
            status.windowMillis());
  }
}
