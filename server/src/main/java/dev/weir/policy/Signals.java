package dev.weir.policy;

import dev.weir.account.Profile;
import dev.weir.decision.Facts;
import java.util.Map;
import java.util.Optional;

/**
 * Signals of upstream classifiers, weighted and cut at their caps. Those that the policy does not
 * list count nothing.
 */
final class Signals implements RiskFamily {
  static final String FAMILY = "signals";

  private final Map<String, Weight> weights;
  private final Optional<Weight> other;

  /**
   * How a signal counts.
   *
   * @param cap the most that it adds
   */
  record Weight(double cap, double weight) {}

  /**
   * Creates the family.
   *
   * @param weights by signal
   * @param other for every other signal; empty where they count nothing
   */
  Signals(Map<String, Weight> weights, Optional<Weight> other) {
    this.weights = Map.copyOf(weights);
    this.other = other;
  }

  @Override
  public void assess(Facts facts, Profile profile, long now, RiskSum sum) {
    if (facts.signals().isEmpty() || (weights.isEmpty() && other.isEmpty())) {
      return;
    }
    facts
        .signals()
        .forEach(
            (name, score) -> {
              Weight weight = weights.get(name);
              if (weight == null && other.isPresent()) {
                weight = other.get();
              }
              if (weight != null && score > 0) {
                double counted = Math.min(score * weight.weight(), weight.cap());
                sum.add(FAMILY, name, counted, "signal " + Decimals.show(score));
              }
            });
  }
}
