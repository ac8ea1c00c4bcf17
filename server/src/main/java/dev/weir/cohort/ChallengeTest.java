package dev.weir.cohort;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Wald's sequential test of whether a cohort is a campaign, by how its members answer when they are
 * asked to verify themselves. People answer, most of them soon; the accounts of a campaign do not.
 * So an answer speaks for people, and silence speaks against them, the more the longer it lasts.
 *
 * @param innocentPass the share of people who ever answer, in (0,1)
 * @param campaignPass the share of a campaign's accounts that do, in (0,1), smaller
 * @param answerMillis how long people take to answer, on average
 * @param confirm the evidence in nats from which it is a campaign: a cohort of people reaches it
 *     with a probability of at most e^-confirm
 * @param clear the evidence in nats, below 0, from which it is none: a campaign reaches it with a
 *     probability of at most e^clear
 */
record ChallengeTest(
    double innocentPass, double campaignPass, long answerMillis, double confirm, double clear) {

  /** How a cohort's members answered so far. */
  record Result(int asked, int passed, double evidence) {}

  static ChallengeTest defaults() {
    return new ChallengeTest(
        0.85, 0.05, TimeUnit.MINUTES.toMillis(15), Math.log(1_000), -Math.log(100));
  }

  /** Weighs the answers of all members who were ever asked, whoever asked them. */
  Result weigh(List<Member> members, long now) {
    int asked = 0;
    int passed = 0;
    double evidence = 0;
    for (Member member : members) {
      if (member.passed()) {
        passed++;
        evidence += Math.log(campaignPass / innocentPass);
      } else if (member.askedAt() > 0) {
        asked++;
        evidence += silence(now - member.askedAt());
      }
    }
    return new Result(asked + passed, passed, evidence);
  }

  boolean confirms(Result result) {
    return result.evidence() >= confirm;
  }

  boolean clears(Result result) {
    return result.evidence() <= clear;
  }

  /** Returns what it says that somebody has not answered for so long. */
  double silence(long millis) {
    double answered = -Math.expm1(-Math.max(0, millis) / (double) answerMillis);
    return Math.log((1 - campaignPass * answered) / (1 - innocentPass * answered));
  }
}
