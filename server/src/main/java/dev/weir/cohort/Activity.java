package dev.weir.cohort;

import java.util.concurrent.TimeUnit;

/**
 * How much a member did, and at which hours of a day: the last one of which something is known.
 *
 * @param requests how many it sent, as far as they were observed, and {@link #MOST_REQUESTS} at
 *     most; those of a day are learned when the next one begins
 * @param day which day: the number of days since the epoch
 * @param hours in which hours of the day, of UTC, it sent something: a bit each, the first is the
 *     lowest
 */
public record Activity(long requests, int day, int hours) {
  /** How long a day is, in milliseconds. */
  static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

  static final int HOURS = 24;

  /** How many requests are counted at most: 16,777,215. A member has so many in a week at 27/s. */
  public static final long MOST_REQUESTS = (1 << 24) - 1;

  /** Returns one request at a time in epoch milliseconds. */
  public static Activity at(long time) {
    return new Activity(1, day(time), hour(time));
  }

  /** Returns which day a time in epoch milliseconds is in. */
  public static int day(long time) {
    return (int) (time / DAY_MILLIS);
  }

  /** Returns the bit of the hour that a time in epoch milliseconds is in. */
  static int hour(long time) {
    return 1 << (int) (time % DAY_MILLIS / (DAY_MILLIS / HOURS));
  }

  /** Returns one request more, of which it is not said when. */
  Activity plusRequest() {
    return new Activity(requests + 1, day, hours);
  }

  /** Returns both together: all requests, and the hours of the later day. */
  Activity plus(Activity other) {
    int latest = Math.max(day, other.day);
    int of = (day == latest ? hours : 0) | (other.day == latest ? other.hours : 0);
    return new Activity(Math.min(MOST_REQUESTS, requests + other.requests), latest, of);
  }
}
