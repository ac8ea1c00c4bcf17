package dev.weir.load;

import java.time.Duration;

/**
 * The policy of a soak. Windows are so long that nothing leaves them while it lasts, and nothing is
 * reported, so that all that was ever counted can be read at the end.
 */
final class SoakPolicy {
  /** Of whom every request fits. */
  static final String OPEN_MODEL = "open";

  /** Of whom most do not. */
  static final String TIGHT_MODEL = "tight";

  /** Names the limit that has room for everything. */
  static final String OPEN_LIMIT = "open_requests";

  /** Names the limit that is used up soon. */
  static final String TIGHT_LIMIT = "tight_requests";

  /** The tight limit. */
  static final long TIGHT_MAX = 200;

  /** The window of both, in milliseconds. */
  static final long WINDOW_MILLIS = Duration.ofDays(30).toMillis();

  private SoakPolicy() {}

  /**
   * Returns how many requests of the tight limit replicas admit to an account together, outages
   * included: as many as Redis does, and each its share once more.
   */
  static long bound(int replicas) {
    return TIGHT_MAX + replicas * (TIGHT_MAX / replicas);
  }

  /**
   * Returns the policy.
   *
   * @param budget of a check, at least 1 ms
   */
  static String yaml(Duration budget) {
    return """
    apiVersion: weir.dev/v1
    name: soak
    budget: %dms
    reservation: 10s
    limits:
      - {name: %s, by: account, measure: requests, window: 30d, max: 1000000000000, when: 'operation.model == "%s"'}
      - {name: open_tokens, by: account, measure: output_tokens, window: 30d, max: 1000000000000, when: 'operation.model == "%s"'}
      - {name: %s, by: account, measure: requests, window: 30d, max: %d, when: 'operation.model == "%s"'}
    rules:
      - {name: over_limit, when: limits.exceeded, verdict: deny, code: RATE_LIMITED}
    # What is shed is counted by nobody: admitted, it would be beyond every bound.
    failure: {default: deny}
    """
        .formatted(
            budget.toMillis(),
            OPEN_LIMIT,
            OPEN_MODEL,
            OPEN_MODEL,
            TIGHT_LIMIT,
            TIGHT_MAX,
            TIGHT_MODEL);
  }
}
