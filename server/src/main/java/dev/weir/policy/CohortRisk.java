package dev.weir.policy;

import dev.weir.cohort.Held;
import dev.weir.cohort.Judgement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    for (int i = 0; i < held.size(); i++) {
      Held one = held.get(i);
      double score = score(one.judgement());
      CompiledTrait trait = traits.get(one.judgement().key().trait());
      if (trait != null && score > 0 && isStrongest(i, score, trait.family(), held)) {
        sum.add(trait.family(), trait.name(), score, one.evidence());
      }
    }
  }

  /** Of two that are as strong, the first counts. There are few, so nothing is gathered. */
  private boolean isStrongest(int at, double score, String family, List<Held> held) {
    for (int i = 0; i < held.size(); i++) {
      CompiledTrait trait = traits.get(held.get(i).judgement().key().trait());
      if (i != at && trait != null && trait.family().equals(family)) {
        double other = score(held.get(i).judgement());
        if (other > score || (other == score && i < at)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the whole cap for a campaign, and at most half of it for a suspicion. */
  private double score(Judgement judgement) {
    CompiledTrait trait = traits.get(judgement.key().trait());
    double cap = trait == null ? 0 : trait.cap();
    return switch (judgement.standing()) {
      case CONFIRMED, BLOCKED, OVERUSED -> cap;
      case PROBING -> cap / 2 * Math.min(1, judgement.finding().score() / (2 * suspicion));
      case OBSERVED, CLEARED, EXEMPT -> 0;
    };
  }
}
