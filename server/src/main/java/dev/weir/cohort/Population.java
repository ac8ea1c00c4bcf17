package dev.weir.cohort;

import dev.weir.account.Level;
import java.util.concurrent.TimeUnit;

/**
 * What the accounts of this provider are like: how verified, how old, how they pay and from where
 * they come, all together. From a random sample of all that were active. Immutable.
 *
 * <p>An account is at least as doubtful as another if it is in every respect: verified no further,
 * no older, prepaid if the other is, proxied if the other is. The fewer accounts are at least as
 * doubtful as one, the more doubtful it is; that orders them all, and {@link #share} is an
 * account's place in that order. The respects are counted together, because they go together: who
 * is new is seldom verified.
 */
public final class Population {
  /**
   * No account counts as rarer than that: what few accounts have is also what few accounts were
   * seen with, and an attacker could make it rarer still.
   */
  private static final double RAREST = 0.01;

  private static final int LEVELS = Level.values().length;
  private static final int AGES = 4;
  private static final long WEEK = TimeUnit.DAYS.toMillis(7);
  private static final long MONTH = TimeUnit.DAYS.toMillis(30);

  private final double[] shares;
  private final int size;

  private Population(double[] shares, int size) {
    this.shares = shares;
    this.size = size;
  }

  /** Returns the population that a sample was drawn of. */
  public static Population of(Sample sample) {
    double[] counts = new double[LEVELS * AGES * 4];
    for (Member member : sample.members()) {
      counts[cell(member)]++;
    }
    double[] above = new double[counts.length];
    for (int cell = 0; cell < counts.length; cell++) {
      for (int one = 0; one < counts.length; one++) {
        above[cell] += isAtLeastAsDoubtful(one, cell) ? counts[one] : 0;
      }
    }
    double[] shares = new double[counts.length];
    for (int cell = 0; cell < counts.length; cell++) {
      double sum = 1;
      for (int one = 0; one < counts.length; one++) {
        sum += above[one] <= above[cell] ? counts[one] : 0;
      }
      shares[cell] = Math.max(RAREST, sum / (sample.size() + 1));
    }
    return new Population(shares, sample.size());
  }

  /** Returns how many accounts it was drawn from at most. */
  public int size() {
    return size;
  }

  /**
   * Returns the share of accounts that come before {@code member} in the order of doubt, or with
   * it, in (0,1]: the p-value of drawing one so doubtful.
   */
  double share(Member member) {
    return shares[cell(member)];
  }

  private static int cell(Member member) {
    int cell = level(member.level());
    cell = cell * AGES + age(member);
    cell = cell * 2 + (member.prepaid() ? 0 : 1);
    return cell * 2 + (member.proxied() ? 0 : 1);
  }

  private static int level(Level level) {
    return switch (level) {
      case NONE -> 0;
      case EMAIL -> 1;
      case PHONE -> 2;
      case PAYMENT -> 3;
      case IDENTITY -> 4;
      case ORGANIZATION -> 5;
    };
  }

  /** Returns 0 for the youngest; an unknown age is no reason to doubt. */
  private static int age(Member member) {
    long age = member.age();
    if (age < 0) {
      return AGES - 1;
    }
    return age < WEEK ? 0 : age < MONTH ? 1 : age < 6 * MONTH ? 2 : AGES - 1;
  }

  private static boolean isAtLeastAsDoubtful(int one, int than) {
    return (one & 1) <= (than & 1)
        && (one >> 1 & 1) <= (than >> 1 & 1)
        && (one >> 2) % AGES <= (than >> 2) % AGES
        && (one >> 2) / AGES <= (than >> 2) / AGES;
  }
}
