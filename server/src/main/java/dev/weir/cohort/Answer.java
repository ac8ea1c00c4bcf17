package dev.weir.cohort;

import dev.weir.account.Level;

/**
 * How an account answered when it was asked to verify itself for a cohort's sake. Times are epoch
 * milliseconds.
 *
 * @param account the id of the member
 * @param askedAt when it was asked and has not answered since; 0 if nothing is open
 * @param cause for which cohort it was asked last
 * @param wanted what it was asked for last: who had proved much already is asked for more. NONE
 *     where that is not known, or nothing is open
 * @param passedAt when it answered last; 0 if never
 * @param changedAt when the store learned it
 * @param anew whether what it was asked before {@code askedAt} had lapsed by then, and counts no
 *     more
 */
public record Answer(
    long account,
    long askedAt,
    Cohort.Key cause,
    Level wanted,
    long passedAt,
    long changedAt,
    boolean anew) {

  /** Returns that an account was asked and has not answered yet. */
  static Answer asked(long account, Cohort.Key cause, Level wanted, long at) {
    return new Answer(account, at, cause, wanted, 0, at, false);
  }

  /** Returns that an account was asked, and that what it was asked before had lapsed. */
  static Answer askedAnew(long account, Cohort.Key cause, Level wanted, long at) {
    return new Answer(account, at, cause, wanted, 0, at, true);
  }

  /** Returns that an account answered. */
  static Answer passed(long account, Cohort.Key cause, long at) {
    return new Answer(account, 0, cause, Level.NONE, at, at, false);
  }

  /** Returns whether it was asked, and is silent. */
  boolean isSilent() {
    return askedAt > 0;
  }

  /**
   * Returns what both together say: an answer ends what was asked before it, whichever replica
   * asked, and so does being asked anew; of two that asked at once the first counts.
   */
  public Answer merge(Answer other) {
    long passed = Math.max(passedAt, other.passedAt);
    long lapsed = Math.max(lapsed(), other.lapsed());
    long changed = Math.max(changedAt, other.changedAt);
    boolean open = isOpen(passed, lapsed);
    boolean otherOpen = other.isOpen(passed, lapsed);
    if (!open && !otherOpen) {
      Answer last = other.passedAt >= passedAt ? other : this;
      return new Answer(account, 0, last.cause, last.wanted, passed, changed, false);
    }
    // Silence lasts from the first time; what it is about is the last.
    long first =
        Math.min(open ? askedAt : Long.MAX_VALUE, otherOpen ? other.askedAt : Long.MAX_VALUE);
    boolean otherIsLast = otherOpen && (!open || other.changedAt >= changedAt);
    Answer about = otherIsLast ? other : this;
    return new Answer(account, first, about.cause, about.wanted, passed, changed, first == lapsed);
  }

  /** Returns before when nothing counts that was asked; 0 if all does. */
  private long lapsed() {
    return anew ? askedAt : 0;
  }

  private boolean isOpen(long passed, long lapsed) {
    return askedAt > passed && askedAt >= lapsed;
  }
}
