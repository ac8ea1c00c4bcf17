package dev.weir.cohort;

import java.util.Arrays;
import java.util.List;

/**
 * How unlike a random draw of the population the members of a cohort are, towards doubtful. The
 * one-sided statistic of Berk and Jones (1979): the largest, over all levels of doubt, of the
 * log-likelihood ratio between the share of members that are so doubtful and that of the
 * population.
 */
final class Composition {
  private Composition() {}

  /**
   * Returns the statistic in nats, at least 0. For a random draw of {@code n} members it exceeds
   * {@code s} with a probability of about {@code n e^-s} at most (by the bound of Chernoff at each
   * of the at most {@code n} levels).
   */
  static double score(List<Member> members, Population population) {
    int n = members.size();
    double[] shares = new double[n];
    for (int i = 0; i < n; i++) {
      shares[i] = population.share(members.get(i));
    }
    Arrays.sort(shares);
    double most = 0;
    for (int i = 0; i < n; i++) {
      if (i + 1 == n || shares[i] < shares[i + 1]) {
        most = Math.max(most, logLikelihoodRatio(i + 1, n, shares[i]));
      }
    }
    return most;
  }

  /**
   * Returns by how much {@code hits} of {@code n} speak for a share of hits / n and against one of
   * {@code expected}, in nats; 0 where there are fewer hits than expected.
   */
  static double logLikelihoodRatio(int hits, int n, double expected) {
    double share = hits / (double) n;
    if (share <= expected) {
      return 0;
    }
    double misses = hits == n ? 0 : (n - hits) * Math.log((1 - share) / (1 - expected));
    return hits * Math.log(share / expected) + misses;
  }
}
