package dev.weir.cohort;

import dev.weir.account.Level;
import dev.weir.cohort.CohortPolicy.Trait;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

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

  // Bits of a cell, set where it is not so.
  private static final int PROXIED = 1;
  private static final int PREPAID = 2;
  private static final int GIVEN = 4;

  static final int CELLS = LEVELS * AGES * GIVEN;

  private static final long WEEK = TimeUnit.DAYS.toMillis(7);
  private static final long MONTH = TimeUnit.DAYS.toMillis(30);

  /** By what of an account the trait itself says: {@link #GIVEN} of them. */
  private final double[][] shares;

  private final int[][] orders;
  private final double unverified;
  private final double fresh;
  private final double spread;
  private final Timing timing;

  private Population(
      double[][] shares, double unverified, double fresh, double spread, Timing timing) {
    this.shares = shares;
    this.orders = new int[shares.length][];
    for (int given = 0; given < shares.length; given++) {
      double[] of = shares[given];
      orders[given] =
          IntStream.range(0, CELLS)
              .boxed()
              .sorted(Comparator.comparingDouble(cell -> of[cell]))
              .mapToInt(Integer::intValue)
              .toArray();
    }
    this.unverified = unverified;
    this.fresh = fresh;
    this.spread = spread;
    this.timing = timing;
  }

  /** Returns the population that a sample was drawn of. */
  public static Population of(Sample sample) {
    List<Member> members = sample.members();
    double[][] shares = new double[GIVEN][];
    for (int given = 0; given < GIVEN; given++) {
      shares[given] = shares(members, given);
    }
    return new Population(
        shares,
        unverified(members),
        fresh(members),
        Evenness.deviation(members),
        Timing.of(members));
  }

  private static double[] shares(List<Member> members, int given) {
    double[] counts = new double[CELLS];
    for (Member member : members) {
      counts[cell(member) | given]++;
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
      shares[cell] = Math.max(RAREST, sum / (members.size() + 1));
    }
    return shares;
  }

  /**
   * Returns what of an account a trait itself says, so that it cannot count as evidence: whoever
   * shares a prepaid card pays by one, and whoever comes through a proxy is behind one.
   */
  static int given(Trait trait) {
    return (trait.isCard() ? PREPAID : 0) | (trait.isNetwork() ? PROXIED : 0);
  }

  /** Returns the share of accounts that proved less than a phone. */
  double unverified() {
    return unverified;
  }

  /** Returns the share of accounts that are younger than a month. */
  double fresh() {
    return fresh;
  }

  /** Returns the standard deviation of the logarithm of the accounts' volumes. */
  double spread() {
    return spread;
  }

  /** Returns when accounts work, and how they took to new models. */
  Timing timing() {
    return timing;
  }

  static double unverified(List<Member> members) {
    return share(members, member -> member.level().compareTo(Level.PHONE) < 0);
  }

  static double fresh(List<Member> members) {
    return share(members, member -> member.age() >= 0 && member.age() < MONTH);
  }

  private static double share(List<Member> members, Predicate<Member> trait) {
    int count = 0;
    for (Member member : members) {
      count += trait.test(member) ? 1 : 0;
    }
    return members.isEmpty() ? 0 : count / (double) members.size();
  }

  /**
   * Returns how many members are in each cell: of each kind that is told apart.
   *
   * @param given what is not looked at, by {@link #given(Trait)}
   */
  static int[] count(List<Member> members, int given) {
    int[] counts = new int[CELLS];
    for (Member member : members) {
      counts[cell(member) | given]++;
    }
    return counts;
  }

  /** Returns all cells, those of the least share first. */
  int[] order(int given) {
    return orders[given];
  }

  /**
   * Returns the share of accounts that come before those of a cell in the order of doubt, or with
   * them, in (0,1]: the p-value of drawing one so doubtful.
   *
   * @param given what is not looked at, by {@link #given(Trait)}
   */
  double share(int cell, int given) {
    return shares[given][cell];
  }

  /** Returns the same for the cell of an account. */
  double share(Member member, int given) {
    return share(cell(member) | given, given);
  }

  /** Returns the kind that a member is of, below {@link #CELLS}; it depends on nothing else. */
  static int cell(Member member) {
    int cell = level(member.level());
    cell = cell * AGES + age(member);
    return cell * GIVEN + (member.prepaid() ? 0 : PREPAID) + (member.proxied() ? 0 : PROXIED);
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
