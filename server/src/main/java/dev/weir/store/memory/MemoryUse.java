package dev.weir.store.memory;

/**
 * How much a {@link MemoryStore} holds, expired entries perhaps among it, and how often something
 * that had not expired had to make room since it was created.
 */
public record MemoryUse(
    long subjects,
    long evictedSubjects,
    long reservations,
    long evictedReservations,
    long retries,
    long evictedRetries,
    long evictedChallenges) {}
