package dev.weir.challenge;

/** A challenge could not be resolved or solved as asked. Says why, and what to do. */
public final class ChallengeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  ChallengeException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns why, for machines. */
  public Reason reason() {
    return reason;
  }

  /** Why a challenge could not be resolved or solved. The names are stable API. */
  public enum Reason {
    /** There is no such challenge, or it is another account's. */
    CHALLENGE_NOT_FOUND,
    /** Its time is over. */
    CHALLENGE_EXPIRED,
    /** It was not asked for what is said to have been passed. */
    CHALLENGE_KIND_MISMATCH,
    /** The answer does not solve the puzzle. */
    WRONG_ANSWER,
    /** Too many wrong answers in a short time. */
    TOO_MANY_ATTEMPTS
  }
}
