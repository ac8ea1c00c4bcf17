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
   * Returns this member with what a later sighting says of it, whose requests are those since the
   * one before. The order of sightings does not matter.
   */
  Member merge(Member other) {
    Member later = other.lastSeen >= lastSeen ? other : this;
    return new Member(
        id,
        later.level,
        later.createdAt,
        later.prepaid,
        proxied || other.proxied,
        Math.min(firstSeen, other.firstSeen),
        later.lastSeen,
        requests + other.requests,
        later.askedAt,
        passed || other.passed);
  }
}
