package dev.weir.decision;

import java.util.List;

/**
 * How likely it is that an account is not what it seems.
 *
 * @param score in [0,1]: the noisy-OR of the contributions
 * @param contributions one for each family and source that adds something, the largest first
 */
public record Risk(double score, List<Contribution> contributions) {
  /** Nothing speaks against the account. */
  public static final Risk NONE = new Risk(0, List.of());

  public Risk {
    contributions = List.copyOf(contributions);
  }

  /**
   * What one source adds to one family of evidence.
   *
   * @param score in [0,1], after the family's cap
   * @param evidence in words, for operators
   */
  public record Contribution(String family, String source, double score, String evidence) {}
}
