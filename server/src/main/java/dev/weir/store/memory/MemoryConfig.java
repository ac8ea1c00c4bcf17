package dev.weir.store.memory;

/**
 * How much a {@link MemoryStore} holds at most. Where a limit's state has no room, what is nearest
 * to being forgotten makes room, and is counted as evicted; what somebody put (accounts, overrides,
 * published keys) is never dropped: one more is refused.
 *
 * @param maxSubjects subjects with limits, some 300 bytes each with three limits
 * @param maxReservations decisions that wait for their report, some 500 bytes each
 * @param maxRetries outcomes that are kept for retries, some 500 bytes each
 * @param maxAccounts accounts that were pushed, or have a risk score
 * @param maxOverrides overrides of limits
 * @param maxChallenges challenges, and likewise things that may be used once
 */
public record MemoryConfig(
    int maxSubjects,
    int maxReservations,
    int maxRetries,
    int maxAccounts,
    int maxOverrides,
    int maxChallenges) {

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
   * Returns the defaults: 2,000,000 subjects and accounts, 1,000,000 reservations, retries and
   * challenges, 100,000 overrides.
   */
  public static MemoryConfig defaults() {
    return new MemoryConfig(2_000_000, 1_000_000, 1_000_000, 2_000_000, 100_000, 1_000_000);
  }

  private static void require(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
    }
  }
}
