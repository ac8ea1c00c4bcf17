package dev.weir.cohort;

/**
 * What was found when a cohort was assessed: how it differs from all accounts. Shares are in [0,1].
 *
 * @param score how unlike a random draw of the population it is, in nats
 * @param accounts how many members it has
 * @param requests how many requests its members sent, as far as they are in the sample
 * @param unverified the share of members that proved less than a phone
 * @param unverifiedOfAll the same of all accounts
 * @param fresh the share of members that are younger than a month
 * @param freshOfAll the same of all accounts
 * @param evenness how evenly the volume is spread over the members: 1 is the same for each
 * @param synchrony in nats, how unlike accounts that work at times of their own; 0 if not known
 * @param moved the share of members that moved to a new model within a day of its launch
 * @param movedOfAll the same of all accounts
 * @param asked how many members were asked to verify themselves
 * @param passed how many of them did
 */
public record Finding(
    double score,
    double accounts,
    long requests,
    double unverified,
    double unverifiedOfAll,
    double fresh,
    double freshOfAll,
    double evenness,
    double synchrony,
    double moved,
    double movedOfAll,
    int asked,
    int passed) {
  /** Nothing was found yet. */
  public static final Finding NONE = new Finding(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** By how much the score, and how many members there are, may differ and be much the same. */
  private static final double MUCH_THE_SAME = 0.2;

  /**
   * Returns whether another finding says much the same: of as many who were asked as many answered,
   * and neither the score nor the number of members is another by more than a fifth.
   */
  boolean isLike(Finding other) {
    return asked == other.asked
        && passed == other.passed
        && isLike(score, other.score)
        && isLike(accounts, other.accounts);
  }

  private static boolean isLike(double one, double other) {
    return Math.abs(one - other) <= MUCH_THE_SAME * Math.max(one, other);
  }
}
