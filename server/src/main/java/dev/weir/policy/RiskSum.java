package dev.weir.policy;

import dev.weir.decision.Risk;
import dev.weir.decision.Risk.Contribution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts contributions together by noisy-OR: the chance that at least one of several independent
 * causes holds (Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, 4.3.2). Confined to
 * one request.
 */
final class RiskSum {
  private static final Comparator<Contribution> LARGEST_FIRST =
      Comparator.comparingDouble(Contribution::score)
          .reversed()
          .thenComparing(Contribution::family)
          .thenComparing(Contribution::source);

  private final List<Contribution> contributions = new ArrayList<>(2);

  /**
   * Adds a contribution.
   *
   * @param score in [0,1], after its cap; 0 adds nothing
   */
  void add(String family, String source, double score, String evidence) {
    if (score > 0) {
      contributions.add(new Contribution(family, source, score, evidence));
    }
  }

  Risk risk() {
    if (contributions.isEmpty()) {
      return Risk.NONE;
    }
    contributions.sort(LARGEST_FIRST);
    double none = 1;
    for (Contribution contribution : contributions) {
      none *= 1 - contribution.score();
    }
    return new Risk(1 - none, contributions);
  }
}
