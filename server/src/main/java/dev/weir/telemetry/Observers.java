package dev.weir.telemetry;

import dev.weir.decision.Decision;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Facts;
import java.util.List;

/** Combines observers of decisions. */
public final class Observers {
  private Observers() {}

  /** Returns an observer that tells all of these, in their order. */
  public static DecisionObserver all(List<DecisionObserver> observers) {
    return switch (observers.size()) {
      case 0 -> DecisionObserver.NONE;
      case 1 -> observers.getFirst();
      default -> new Pair(observers.getFirst(), all(observers.subList(1, observers.size())));
    };
  }

  private record Pair(DecisionObserver first, DecisionObserver second) implements DecisionObserver {

    @Override
    public Observation begin(Facts facts) {
      Observation one = first.begin(facts);
      Observation other = second.begin(facts);
      return other.equals(Observation.NONE)
          ? one
          : one.equals(Observation.NONE) ? other : new PairObservation(one, other);
    }
  }

  private record PairObservation(
      DecisionObserver.Observation first, DecisionObserver.Observation second)
      implements DecisionObserver.Observation {

    @Override
    public void phase(DecisionObserver.Phase phase) {
      first.phase(phase);
      second.phase(phase);
    }

    @Override
    public void decided(Decision decision) {
      first.decided(decision);
      second.decided(decision);
    }

    @Override
    public void failed(Throwable cause) {
      first.failed(cause);
      second.failed(cause);
    }
  }
}
