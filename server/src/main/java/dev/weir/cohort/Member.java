package dev.weir.cohort;

import dev.weir.account.Level;

/**
 * A member of a cohort, as it was when last seen. Times are epoch milliseconds.
 *
 * @param id a hash of the account's id: the same in every cohort, and nobody's choice
 * @param level the verification that it held
 * @param createdAt when it signed up; 0 if unknown
 * @param prepaid whether it pays by a prepaid or virtual card
 * @param proxied whether it was seen behind a residential or anonymous proxy
 * @param firstSeen when it was first seen in this cohort
 * @param requests how many requests it sent since, as far as they were observed
 * @param askedAt when it was first asked to verify itself and has not done so since; 0 if never
 * @param passed whether it was asked, and did
 */
public record Member(
    long id,
    Level level,
    long createdAt,
    boolean prepaid,
    boolean proxied,
    long firstSeen,
    long lastSeen,
    long requests,
    long askedAt,
    boolean passed) {

  /** Returns the account's age when it was last seen, in milliseconds; -1 if unknown. */
  long age() {
    return createdAt == 0 ? -1 : Math.max(0, lastSeen - createdAt);
  }

  /**
   * Returns this member with what another sighting says of it, whose requests are those since the
   * one before. The order of sightings does not matter. Who was asked and is now verified further
   * than then has answered, whichever replica asked.
   */
  Member merge(Member other) {
    boolean otherIsLater = other.lastSeen >= lastSeen;
    Member later = otherIsLater ? other : this;
    Member earlier = otherIsLater ? this : other;
    boolean raised = later.level.compareTo(earlier.level) > 0;
    return new Member(
        id,
        later.level,
        later.createdAt,
        later.prepaid,
        proxied || other.proxied,
        Math.min(firstSeen, other.firstSeen),
        later.lastSeen,
        requests + other.requests,
        raised ? later.askedAt : first(askedAt, other.askedAt),
        passed || other.passed || (raised && earlier.askedAt > 0));
  }

  Member withRequests(long other) {
    return new Member(
        id, level, createdAt, prepaid, proxied, firstSeen, lastSeen, other, askedAt, passed);
  }

  /** Returns the earlier of two times, of which 0 is none. */
  private static long first(long one, long other) {
    return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
  }
}
