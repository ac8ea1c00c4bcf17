package dev.weir.policy;

import dev.weir.cohort.Held;
import dev.weir.cohort.Judgement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is held of the cohorts that an account is seen in. Of each family only the strongest trait
 * counts: that accounts which share a card also share an address of the same campaign is news, that
 * they share two bands of one template is not.
 */
final class CohortRisk {
  private final Map<String, CompiledTrait> traits = new HashMap<>();
  private final double suspicion;

  /**
   * Creates the families.
   *
   * @param suspicion the score in nats from which a cohort is probed
   */
  CohortRisk(List<CompiledTrait> traits, double suspicion) {
    traits.forEach(trait -> this.traits.put(trait.name(), trait));
    this.suspicion = suspicion;
  }

  void assess(List<Held> held, RiskSum sum) {
    @Nullable CompiledTrait[] found = new CompiledTrait[held.size()];
    double[] scores = new double[found.length];
    for (int i = 0; i < found.length; i++) {
      Judgement judgement = held.get(i).judgement();
      CompiledTrait trait = traits.get(judgement.key().trait());
      found[i] = trait;
      scores[i] = trait == null ? 0 : score(judgement, trait.cap());
    }
    for (int i = 0; i < found.length; i++) {
      CompiledTrait trait = found[i];
      if (trait != null && scores[i] > 0 && isStrongest(i, trait.family(), found, scores)) {
        sum.add(trait.family(), trait.name(), scores[i], held.get(i).evidence());
      }
    }
  }

  /** Of two that are as strong, the first counts. There are few, so nothing is gathered. */
  private static boolean isStrongest(
      int at, String family, @Nullable CompiledTrait[] found, double[] scores) {
    for (int i = 0; i < found.length; i++) {
      boolean stronger = scores[i] > scores[at] || (scores[i] == scores[at] && i < at);
      CompiledTrait other = found[i];
      if (stronger && other != null && other.family().equals(family)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the whole cap for a campaign, and at most half of it for a suspicion. */
  private double score(Judgement judgement, double cap) {
    return switch (judgement.standing()) {
      case CONFIRMED, BLOCKED, OVERUSED -> cap;
      case PROBING -> cap / 2 * Math.min(1, judgement.finding().score() / (2 * suspicion));
      case OBSERVED, CLEARED, EXEMPT -> 0;
    };
  }
}
