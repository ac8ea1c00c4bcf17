package dev.weir.cohort;

import java.util.concurrent.TimeUnit;

/**
 * Wald's sequential test of whether a cohort is a campaign, by how its members answer when they are
 * asked to verify themselves. People answer, most of them soon; the accounts of a campaign do not.
 * So an answer speaks for people, and silence speaks against them, the more the longer it lasts.
 *
 * <p>What is tested is whether nearly all are a campaign's, against that at least half are people:
 * where both are, as behind one popular proxy, the people must not pay for the others.
 *
 * @param mixedPass the share of members that answer where half are people, in (0,1)
 * @param campaignPass the share of a campaign's accounts that do, in (0,1), smaller
 * @param answerMillis how long people take to answer, on average
 * @param confirm the evidence in nats from which it is a campaign: a cohort of which half are
 *     people reaches it with a probability of at most e^-confirm
 * @param clear the evidence in nats, below 0, from which a small cohort is none: a campaign reaches
 *     it with a probability of at most e^clear
 */
record ChallengeTest(
    double mixedPass, double campaignPass, long answerMillis, double confirm, double clear) {

  /** A cohort of more members has more to lose by a wrong answer: it takes more of them. */
  private static final double SMALL = 16;

  /** From how many times the average on nobody answers any more, to twelve digits. */
  private static final double LONG = 30;

  private static final double ROUNDING = 1e-9;

  static ChallengeTest defaults() {
    return new ChallengeTest(
        0.5, 0.05, TimeUnit.MINUTES.toMillis(20), Math.log(100), -Math.log(100));
  }

  /**
   * How members answered so far.
   *
   * @param asked how many were asked
   * @param evidence in nats, for a campaign
   */
  record Result(int asked, int passed, double evidence) {
    static final Result NONE = new Result(0, 0, 0);
  }

  /** Returns the result with one more member who answered. */
  Result passed(Result result) {
    return new Result(
        result.asked + 1, result.passed + 1, result.evidence + Math.log(campaignPass / mixedPass));
  }

  /** Returns the result with one more member who has been silent for so long. */
  Result silent(Result result, long millis) {
    return new Result(result.asked + 1, result.passed, result.evidence + silence(millis));
  }

  boolean confirms(Result result) {
    return result.evidence() >= confirm;
  }

  /**
   * Returns whether a cohort of so many members is none.
   *
   * @param accounts how many members it has
   */
  boolean clears(Result result, double accounts) {
    return result.evidence() <= needed(accounts);
  }

  /** Returns how many answers clear a cohort where nobody is silent. */
  int answersToClear(double accounts) {
    return (int) Math.ceil(needed(accounts) / Math.log(campaignPass / mixedPass));
  }

  private double needed(double accounts) {
    // A little less than that, since answers may come to just as much.
    return clear - Math.log(Math.max(1, accounts / SMALL)) + ROUNDING;
  }

  /** Returns what it says that somebody has not answered for so long. */
  double silence(long millis) {
    double waited = Math.max(0, millis) / (double) answerMillis;
    // Whoever has not answered by then will not; and most that are asked about were asked long ago.
    double answered = waited > LONG ? 1 : 1 - Math.exp(-waited);
    return Math.log((1 - campaignPass * answered) / (1 - mixedPass * answered));
  }
}
