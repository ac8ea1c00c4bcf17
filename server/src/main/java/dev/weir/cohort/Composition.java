package dev.weir.cohort;

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
   *
   * @param given what is not looked at, by {@link Population#given}
   */
  static double score(List<Member> members, Population population, int given) {
    return score(Population.count(members, given), members.size(), population, given);
  }

  /**
   * Returns the same for members that are counted already.
   *
   * @param counts how many of the {@code n} members are in each cell, by {@link Population#count}
   */
  static double score(int[] counts, int n, Population population, int given) {
    double most = 0;
    int hits = 0;
    double share = 0;
    for (int cell : population.order(given)) {
      // Those of one share come together, and count only when all of them are there.
      double next = population.share(cell, given);
      if (next > share) {
        most = Math.max(most, logLikelihoodRatio(hits, n, share));
        share = next;
      }
      hits += counts[cell];
    }
    return Math.max(most, logLikelihoodRatio(hits, n, share));
  }

  /**
   * Returns by how much {@code hits} of {@code n} speak for a share of hits / n and against one of
   * {@code expected}, in nats; 0 where there are fewer hits than expected.
   */
  static double logLikelihoodRatio(int hits, int n, double expected) {
    double share = n == 0 ? 0 : hits / (double) n;
    if (share <= expected) {
      return 0;
    }
    double misses = hits == n ? 0 : (n - hits) * Math.log((1 - share) / (1 - expected));
    return hits * Math.log(share / expected) + misses;
  }
}
