package dev.weir.cohort;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * When accounts work, and how they take to new models. From a random sample of all accounts.
 * Immutable.
 *
 * <p>Accounts that one program drives work at the same times. Against the hypothesis that each
 * member keeps to the hours that all accounts keep to, the numbers of members at work in each hour
 * give a χ² statistic (Pearson, 1900), whose excess over its degrees of freedom is the {@link
 * #synchrony}. And where one decides for all of them, they all {@link #moved} to a new model on the
 * day that it came.
 */
final class Timing {
  private static final int FEWEST = 6;
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  /** A model that came before anybody can remember was not launched. */
  private static final int FEWEST_BEFORE = 50;

  private static final Timing NONE = new Timing(Map.of(), Map.of(), 0);

  /** By day, the share of all activity that is in each hour. */
  private final Map<Integer, double[]> profiles;

  /** By model, when the first account was seen with it that had been there for a day. */
  private final Map<Integer, Long> launches;

  private final double moved;

  private Timing(Map<Integer, double[]> profiles, Map<Integer, Long> launches, double moved) {
    this.profiles = profiles;
    this.launches = launches;
    this.moved = moved;
  }

  /** Returns the timing of the accounts that a sample was drawn of. */
  static Timing of(List<Member> members) {
    if (members.size() < FEWEST_BEFORE) {
      return NONE;
    }
    Map<Integer, Long> launches = launches(members);
    return new Timing(profiles(members), launches, moved(members, launches).share());
  }

  /** Returns the share of accounts that moved to a new model within a day of its launch. */
  double moved() {
    return moved;
  }

  /** Returns which share of members did so, of those who could. */
  Moved moved(List<Member> members) {
    return moved(members, launches);
  }

  /**
   * Returns by how much so many speak for a pivot and against what all accounts do, in nats; 0
   * where too little is known.
   */
  double pivot(Moved found) {
    return found.could < FEWEST
        ? 0
        : Composition.logLikelihoodRatio(found.did, found.could, Math.max(0.02, moved));
  }

  /** Returns how unlike accounts that keep hours of their own, in nats; 0 where it is not known. */
  double synchrony(List<Member> members) {
    double most = 0;
    for (int day : days(members)) {
      double[] profile = profiles.get(day);
      if (profile != null) {
        most = Math.max(most, synchrony(members, day, profile));
      }
    }
    return most;
  }

  private static double synchrony(List<Member> members, int day, double[] profile) {
    double[] found = new double[Activity.HOURS];
    double[] expected = new double[Activity.HOURS];
    int known = 0;
    for (Member member : members) {
      Activity activity = member.activity();
      if (activity.day() != day || activity.hours() == 0) {
        continue;
      }
      known++;
      int active = Integer.bitCount(activity.hours());
      for (int i = 0; i < Activity.HOURS; i++) {
        found[i] += activity.hours() >>> i & 1;
        expected[i] += active * profile[i];
      }
    }
    if (known < FEWEST) {
      return 0;
    }
    double sum = 0;
    for (int i = 0; i < Activity.HOURS; i++) {
      double off = found[i] - expected[i];
      // Few are expected in some hours; what is divided by must not make noise loud.
      sum += off * off / Math.max(1, expected[i]);
    }
    int freedom = Activity.HOURS - 1;
    return Math.max(0, (sum - freedom - 3 * Math.sqrt(2.0 * freedom)) / 2);
  }

  /** Returns the two latest days of which several members are known. */
  private static int[] days(List<Member> members) {
    int latest = 0;
    for (Member member : members) {
      latest = Math.max(latest, member.activity().day());
    }
    return new int[] {latest, latest - 1};
  }

  private static Map<Integer, double[]> profiles(List<Member> members) {
    Map<Integer, double[]> counts = new HashMap<>();
    for (Member member : members) {
      double[] profile =
          counts.computeIfAbsent(member.activity().day(), day -> new double[Activity.HOURS + 1]);
      for (int i = 0; i < Activity.HOURS; i++) {
        profile[i] += member.activity().hours() >>> i & 1;
      }
      profile[Activity.HOURS]++;
    }
    counts.values().removeIf(profile -> profile[Activity.HOURS] < FEWEST_BEFORE);
    counts.values().forEach(Timing::normalize);
    return counts;
  }

  private static void normalize(double[] profile) {
    double sum = 0;
    for (int i = 0; i < Activity.HOURS; i++) {
      profile[i] += 0.5;
      sum += profile[i];
    }
    for (int i = 0; i < Activity.HOURS; i++) {
      profile[i] /= sum;
    }
  }

  private static Map<Integer, Long> launches(List<Member> members) {
    long began = Long.MAX_VALUE;
    Map<Integer, Long> first = new HashMap<>();
    Map<Integer, Integer> users = new HashMap<>();
    for (Member member : members) {
      began = Math.min(began, member.firstSeen());
      ModelUse use = member.models();
      if (use.before() != 0) {
        first.merge(use.newest(), use.since(), Math::min);
        users.merge(use.newest(), 1, Integer::sum);
      }
    }
    long known = began + DAY;
    first
        .entrySet()
        .removeIf(e -> e.getValue() < known || users.getOrDefault(e.getKey(), 0) < FEWEST);
    return first;
  }

  private static Moved moved(List<Member> members, Map<Integer, Long> launches) {
    if (launches.isEmpty()) {
      return Moved.NONE;
    }
    Moved most = Moved.NONE;
    for (Map.Entry<Integer, Long> launch : launches.entrySet()) {
      int could = 0;
      int did = 0;
      for (Member member : members) {
        if (member.firstSeen() < launch.getValue()
            && member.lastSeen() >= launch.getValue() + DAY / 4) {
          ModelUse use = member.models();
          could++;
          did += use.newest() == launch.getKey() && use.since() < launch.getValue() + DAY ? 1 : 0;
        }
      }
      most = did > most.did ? new Moved(could, did) : most;
    }
    return most;
  }

  /**
   * Of the members who were there before a launch and after it, how many moved within a day.
   *
   * @param could how many were there
   */
  record Moved(int could, int did) {
    static final Moved NONE = new Moved(0, 0);

    double share() {
      return could == 0 ? 0 : did / (double) could;
    }
  }
}
