package dev.weir.cohort;

import dev.weir.account.Level;

/**
 * A member of a cohort, as it was when last seen. Times are epoch milliseconds.
 *
 * @param id a hash of the account's id: the same in every cohort, and nobody's choice
 * @param organization what stands for its organization, in 24 bits; 0 if none
 * @param level the verification that it held
 * @param createdAt when it signed up; 0 if unknown
 * @param prepaid whether it pays by a prepaid or virtual card
 * @param proxied whether it was seen behind a residential or anonymous proxy, or came from as many
 *     networks in a day as only those do who use one
 * @param firstSeen when it was first seen in this cohort
 * @param activity how much it did, and when
 * @param models which models it used
 */
public record Member(
    long id,
    int organization,
    Level level,
    long createdAt,
    boolean prepaid,
    boolean proxied,
    long firstSeen,
    long lastSeen,
    Activity activity,
    ModelUse models) {

  /** Returns the account's age when it was last seen, in milliseconds; -1 if unknown. */
  long age() {
    return createdAt == 0 ? -1 : Math.max(0, lastSeen - createdAt);
  }

  /** Returns who answers for the account: its organization, or itself. */
  long owner() {
    return organization == 0 ? id : organization;
  }

  /** Returns whether a sighting says more than that the member was seen again. */
  public boolean isNews(Member seen) {
    return seen.lastSeen >= lastSeen && (seen.level != level || seen.prepaid != prepaid);
  }

  /**
   * Returns this member with what another sighting says of it, whose requests are those since the
   * one before. The order of sightings does not matter.
   */
  public Member merge(Member other) {
    boolean otherIsLater = other.lastSeen >= lastSeen;
    Member later = otherIsLater ? other : this;
    Member earlier = otherIsLater ? this : other;
    return new Member(
        id,
        later.organization,
        later.level,
        later.createdAt,
        later.prepaid,
        proxied || other.proxied,
        Math.min(firstSeen, other.firstSeen),
        later.lastSeen,
        activity.plus(other.activity),
        earlier.models.then(later.models));
  }

  Member withActivity(Activity other) {
    return new Member(
        id, organization, level, createdAt, prepaid, proxied, firstSeen, lastSeen, other, models);
  }
}
