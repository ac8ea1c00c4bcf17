package dev.weir.cohort;

import dev.weir.cohort.Campaign.Linked;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All members of several cohorts together, as far as their samples say: those with an id below the
 * smallest bound of them, which is again a bottom-k sample (Cohen and Kaplan, 2007). Immutable.
 */
final class Union {
  private static final double UNIT = 0x1p-53;

  /** Of each member, by id, the most requests that it sent in one of the cohorts. */
  private final Map<Long, Long> requests;

  private final long bound;
  private final boolean complete;

  private Union(Map<Long, Long> requests, long bound, boolean complete) {
    this.requests = requests;
    this.bound = bound;
    this.complete = complete;
  }

  static Union of(List<Linked> cohorts) {
    long bound = -1;
    boolean complete = true;
    for (Linked linked : cohorts) {
      Sample sample = linked.cohort().sample();
      if (!sample.isComplete()) {
        complete = false;
        long other = sample.bound();
        bound = Long.compareUnsigned(other, bound) < 0 ? other : bound;
      }
    }
    Map<Long, Long> requests = new TreeMap<>();
    for (Linked linked : cohorts) {
      for (Member member : linked.cohort().sample().members()) {
        if (complete || Long.compareUnsigned(member.id(), bound) < 0) {
          requests.merge(member.id(), member.activity().requests(), Math::max);
        }
      }
    }
    return new Union(requests, bound, complete);
  }

  /** Returns how many members there are; an estimate where not all are known. */
  long accounts() {
    return Math.round(requests.size() / share());
  }

  /** Returns how many requests they sent; an estimate where not all are known. */
  long requests() {
    long sum = 0;
    for (long one : requests.values()) {
      sum += one;
    }
    return Math.round(sum / share());
  }

  /**
   * Returns the share of a cohort's members that are among these, in [0,1].
   *
   * @param fewest 0 where fewer than so many are
   */
  double share(Sample sample, int fewest) {
    int compared = 0;
    int found = 0;
    for (Member member : sample.members()) {
      if (complete || Long.compareUnsigned(member.id(), bound) < 0) {
        compared++;
        found += requests.containsKey(member.id()) ? 1 : 0;
      }
    }
    return found < fewest ? 0 : found / (double) compared;
  }

  /** Returns the share of all ids that is known. */
  private double share() {
    return complete ? 1 : ((bound >>> 11) + 1) * UNIT;
  }
}
