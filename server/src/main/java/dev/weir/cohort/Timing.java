package dev.weir.cohort;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * When accounts work, and how they take to new models. From a random sample of all accounts.
 * Immutable.
 *
 * <p>Accounts that one program drives work at the same times, other than a random draw of all
 * accounts would: their {@link #synchrony}. And where one decides for all of them, they all {@link
 * #moved} to a new model on the day that it came.
 */
final class Timing {
  private static final int FEWEST = 6;
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  /** A model that came before anybody can remember was not launched. */
  private static final int FEWEST_BEFORE = 50;

  private static final Timing NONE = new Timing(Map.of(), Map.of(), 0);

  /** By day. */
  private final Map<Integer, WorkingHours> hours;

  /** By model, when the first account was seen with it that had been there for a day. */
  private final Map<Integer, Long> launches;

  private final double moved;

  private Timing(Map<Integer, WorkingHours> hours, Map<Integer, Long> launches, double moved) {
    this.hours = hours;
    this.launches = launches;
    this.moved = moved;
  }

  /** Returns the timing of the accounts that a sample was drawn of. */
  static Timing of(List<Member> members) {
    if (members.size() < FEWEST_BEFORE) {
      return NONE;
    }
    Map<Integer, Long> launches = launches(members);
    return new Timing(hours(members), launches, moved(members, launches).share());
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

  /**
   * Returns how unlike a random draw of all accounts members are in when they work, in nats; 0
   * where too little is known. Of such draws, 2 e^-s at most reach a score of s: two days are
   * looked at.
   */
  double synchrony(List<Member> members) {
    double most = 0;
    for (int day : days(members)) {
      WorkingHours all = hours.get(day);
      List<Integer> found = all == null ? List.of() : hours(members, day);
      if (all != null && found.size() >= FEWEST) {
        most = Math.max(most, all.score(found));
      }
    }
    return most;
  }

  private static List<Integer> hours(List<Member> members, int day) {
    List<Integer> found = new ArrayList<>();
    for (Member member : members) {
      Activity activity = member.activity();
      if (activity.day() == day && activity.hours() != 0) {
        found.add(activity.hours());
      }
    }
    return found;
  }

  /** Returns the two latest days of which several members are known. */
  private static int[] days(List<Member> members) {
    int latest = 0;
    for (Member member : members) {
      latest = Math.max(latest, member.activity().day());
    }
    return new int[] {latest, latest - 1};
  }

  private static Map<Integer, WorkingHours> hours(List<Member> members) {
    Map<Integer, List<Integer>> found = new HashMap<>();
    for (Member member : members) {
      Activity activity = member.activity();
      if (activity.hours() != 0) {
        found.computeIfAbsent(activity.day(), day -> new ArrayList<>()).add(activity.hours());
      }
    }
    Map<Integer, WorkingHours> known = new HashMap<>();
    found.forEach(
        (day, hours) -> {
          if (hours.size() >= WorkingHours.FEWEST) {
            known.put(day, WorkingHours.of(hours));
          }
        });
    return known;
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
