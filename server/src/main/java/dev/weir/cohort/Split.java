package dev.weir.cohort;

import dev.weir.cohort.ChallengeTest.Result;
import dev.weir.cohort.CohortPolicy.Trait;
import java.util.List;

/**
 * The members of a cohort, split into those that another cohort explains, which is a campaign, and
 * the rest: only these are compared with the population, and asked.
 *
 * @param explained that are silent for the campaign's sake
 * @param rest all others
 * @param all how all of them answered
 */
record Split(List<Member> explained, List<Member> rest, Result all) {
  /** How many explained members, and which share of all, make a cohort part of their campaign. */
  static final int FEWEST_EXPLAINED = 3;

  private static final double MOSTLY = 0.8;

  /** Returns the members of a cohort none of whom was ever asked. */
  static Split unasked(List<Member> members) {
    return new Split(List.of(), members, Result.NONE);
  }

  /**
   * Returns whether next to nobody but a campaign's accounts are members, of what strangers do not
   * come by.
   */
  boolean isPartOfCampaign(Trait trait) {
    if (trait.isCommon()) {
      return false;
    }
    int silent = explained.size();
    return silent >= FEWEST_EXPLAINED && silent >= MOSTLY * (silent + rest.size());
  }

  /** Returns whether a campaign's accounts do not make a cohort theirs: others share it as well. */
  boolean isExcused() {
    return all.passed() * 4 > all.asked();
  }
}
