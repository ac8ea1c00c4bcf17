package dev.weir.cohort;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How evenly the members of a cohort work. The volumes of people are spread over orders of
 * magnitude, roughly log-normally; a load balancer gives each account the same. The statistic is
 * the likelihood ratio of normal variances, of the logarithms of the members' rates.
 */
final class Evenness {
  /** Who was seen with fewer requests has a rate that is mostly chance. */
  private static final long FEWEST_REQUESTS = 4;

  private static final int FEWEST_MEMBERS = 6;
  private static final double DAY = TimeUnit.DAYS.toMillis(1);

  /** A group of people of one kind is more alike than all are; but not more than so much. */
  private static final double ALIKE = 0.5;

  private Evenness() {}

  /** Returns the statistic in nats, at least 0; 0 where too little is known. */
  static double score(List<Member> members, double spreadOfAll) {
    double[] rates = rates(members);
    double expected = ALIKE * spreadOfAll;
    if (rates.length < FEWEST_MEMBERS || expected <= 0) {
      return 0;
    }
    double ratio = Math.max(variance(rates), 1e-3) / (expected * expected);
    return ratio >= 1 ? 0 : (rates.length - 1) / 2.0 * (ratio - 1 - Math.log(ratio));
  }

  /** Returns the standard deviation of the logarithms of rates; 0 where too little is known. */
  static double deviation(List<Member> members) {
    double[] rates = rates(members);
    return rates.length < FEWEST_MEMBERS ? 0 : Math.sqrt(variance(rates));
  }

  /**
   * Returns a figure for people: 1 where all have the same volume, towards 0 where few have all.
   */
  static double evenness(List<Member> members) {
    double deviation = deviation(members);
    return deviation == 0 ? 0 : Math.exp(-deviation * deviation);
  }

  private static double[] rates(List<Member> members) {
    double[] rates = new double[members.size()];
    int count = 0;
    for (Member member : members) {
      if (member.activity().requests() >= FEWEST_REQUESTS) {
        rates[count++] = rate(member);
      }
    }
    return Arrays.copyOf(rates, count);
  }

  private static double rate(Member member) {
    double days = Math.max(1, (member.lastSeen() - member.firstSeen()) / DAY);
    return Math.log(member.activity().requests() / days);
  }

  private static double variance(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / (values.length - 1);
  }
}
