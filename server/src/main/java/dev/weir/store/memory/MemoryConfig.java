package dev.weir.store.memory;

import dev.weir.config.Setting;

/**
 * How much a {@link MemoryStore} holds at most. Where a limit's state has no room, what is nearest
 * to being forgotten makes room, and is counted as evicted; what somebody put (accounts, overrides,
 * published keys) is never dropped: one more is refused.
 *
 * @param maxSubjects subjects with limits, some 280 bytes each with three limits
 * @param maxReservations decisions that wait for their report, 240 (one limit) to 550 bytes (six)
 *     each
 * @param maxRetries outcomes that are kept for retries, 280 (one limit) to 510 bytes (six) each
 * @param maxAccounts accounts that were pushed, or have a risk score
 * @param maxOverrides overrides of limits
 * @param maxChallenges challenges, some 390 bytes each, and likewise things that may be used once,
 *     some 170 bytes each
 */
public record MemoryConfig(
    @Setting(
            value =
                "Most subjects with limits, some 280 bytes each with three limits. Where there is"
                    + " no room, what is nearest to being forgotten makes room.",
            unit = "subjects",
            min = "1")
        int maxSubjects,
    @Setting(
            value =
                "Most decisions that wait for their report, 240 (one limit) to 550 bytes (six)"
                    + " each.",
            unit = "decisions",
            min = "1")
        int maxReservations,
    @Setting(
            value =
                "Most outcomes that are kept for retries, 280 (one limit) to 510 bytes (six)"
                    + " each.",
            unit = "outcomes",
            min = "1")
        int maxRetries,
    @Setting(
            value = "Most accounts that were pushed or have a risk score; one more is refused.",
            unit = "accounts",
            min = "1")
        int maxAccounts,
    @Setting(
            value = "Most overrides of limits; one more is refused.",
            unit = "overrides",
            min = "1")
        int maxOverrides,
    @Setting(
            value = "Most challenges, and likewise of things that may be used once.",
            unit = "challenges",
            min = "1")
        int maxChallenges) {
  // A third more than MemoryFootprint of the bench measures without compact object headers, with
  // three limits a subject and six a decision: tables that have just grown are half empty.
  private static final int SUBJECT_BYTES = 380;
  private static final int RESERVATION_BYTES = 820;
  private static final int RETRY_BYTES = 700;

  /** A challenge, and a thing that may be used once. */
  private static final int CHALLENGE_BYTES = 800;

  /** Checks that all numbers are at least 1. */
  public MemoryConfig {
    require("maxSubjects", maxSubjects);
    require("maxReservations", maxReservations);
    require("maxRetries", maxRetries);
    require("maxAccounts", maxAccounts);
    require("maxOverrides", maxOverrides);
    require("maxChallenges", maxChallenges);
  }

  /**
   * Returns the defaults: 2,000,000 subjects and accounts, 1,000,000 challenges, 500,000
   * reservations and retries, 100,000 overrides.
   */
  public static MemoryConfig defaults() {
    return new MemoryConfig(2_000_000, 500_000, 500_000, 2_000_000, 100_000, 1_000_000);
  }

  /** Returns about how many bytes it takes when callers have filled it. */
  long fullBytes() {
    return (long) maxSubjects * SUBJECT_BYTES
        + (long) maxReservations * RESERVATION_BYTES
        + (long) maxRetries * RETRY_BYTES
        + (long) maxChallenges * CHALLENGE_BYTES;
  }

  /**
   * Returns less of all that callers can fill. What only operators fill stays as it is: one more is
   * refused, and they would rather know.
   *
   * @param share in (0,1]
   */
  MemoryConfig times(double share) {
    return new MemoryConfig(
        times(maxSubjects, share),
        times(maxReservations, share),
        times(maxRetries, share),
        maxAccounts,
        maxOverrides,
        times(maxChallenges, share));
  }

  static int times(int number, double share) {
    return Math.max(1, (int) (number * share));
  }

  private static void require(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
    }
  }
}
