package dev.weir.cohort;

/**
 * How an account answered when it was asked to verify itself for a cohort's sake. Times are epoch
 * milliseconds.
 *
 * @param account the id of the member
 * @param askedAt when it was asked and has not answered since; 0 if nothing is open
 * @param cause for which cohort it was asked last
 * @param passedAt when it answered last; 0 if never
 * @param changedAt when the store learned it
 */
public record Answer(long account, long askedAt, Cohort.Key cause, long passedAt, long changedAt) {

  /** Returns that an account was asked and has not answered yet. */
  static Answer asked(long account, Cohort.Key cause, long at) {
    return new Answer(account, at, cause, 0, at);
  }

  /** Returns that an account answered. */
  static Answer passed(long account, Cohort.Key cause, long at) {
    return new Answer(account, 0, cause, at, at);
  }

  /** Returns whether it was asked, and is silent. */
  boolean isSilent() {
    return askedAt > 0;
  }

  /**
   * Returns what both together say: an answer ends what was asked before it, whichever replica
   * asked; of two that asked at once the first counts.
   */
  public Answer merge(Answer other) {
    long passed = Math.max(passedAt, other.passedAt);
    Answer open = open(this, other, passed);
    return new Answer(
        account, open.askedAt, open.cause, passed, Math.max(changedAt, other.changedAt));
  }

  private static Answer open(Answer one, Answer other, long passed) {
    boolean oneOpen = one.askedAt > passed;
    boolean otherOpen = other.askedAt > passed;
    if (oneOpen && otherOpen) {
      // Silence lasts from the first time; what it is about is the last.
      Answer last = other.changedAt >= one.changedAt ? other : one;
      long first = Math.min(one.askedAt, other.askedAt);
      return new Answer(one.account, first, last.cause, passed, last.changedAt);
    }
    if (oneOpen || otherOpen) {
      return oneOpen ? one : other;
    }
    Answer last = other.passedAt >= one.passedAt ? other : one;
    return new Answer(one.account, 0, last.cause, passed, last.changedAt);
  }
}
