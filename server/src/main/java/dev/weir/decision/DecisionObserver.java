package dev.weir.decision;

/**
 * Watches decisions being made: metrics, traces, the decision log. Must not block, and must not
 * throw.
 */
public interface DecisionObserver {
  /** Watches nothing. */
  DecisionObserver NONE = facts -> Observation.NONE;

  /** A request is about to be decided. */
  Observation begin(Facts facts);

  /** Watches one decision. Methods may be called on different threads, one after the other. */
  interface Observation {
    /** Watches nothing. */
    Observation NONE = new Observation() {};

    /** A phase begins, and the one before it has ended. */
    default void phase(Phase phase) {}

    /** The request is decided. */
    default void decided(Decision decision) {}

    /**
     * Something failed that should not. Where the verdict depends on it, the policy's failure
     * verdict follows in {@link #decided}.
     */
    default void failed(Throwable cause) {}
  }

  /**
   * The steps of a decision, in order. Where a limit refused but no rule did, {@link #LIMITS} and
   * {@link #RULES_AFTER_LIMITS} come once more.
   */
  enum Phase {
    ACCOUNT,
    CLEARANCE,
    RULES_BEFORE_LIMITS,
    LIMITS,
    RULES_AFTER_LIMITS,
    CHALLENGE
  }
}
