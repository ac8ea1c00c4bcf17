package dev.weir.store.memory;

import dev.weir.account.AccountStore;
import dev.weir.challenge.ChallengeStore;
import dev.weir.cohort.CohortStore;
import dev.weir.limit.LimitStore;
import dev.weir.limit.OverrideStore;
import dev.weir.store.Store;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * All state in this process's memory, gone when it ends. Thread-safe; every stage is complete when
 * it is returned, and the same calls in the same order get the same answers. Memory is bounded by
 * {@link MemoryConfig}.
 */
public final class MemoryStore implements Store {
  /** Some 220 bytes for each of one member, 120 for each member, 1 KiB for each that is held. */
  private static final CohortTable.Bounds COHORTS =
      new CohortTable.Bounds(500_000, 8_000_000, 1 << 17);

  private final LongSupplier clock;
  private final MemoryLimits limits;
  private final MemoryAccounts accounts;
  private final MemoryOverrides overrides;
  private final MemoryChallenges challenges;
  private final MemoryCohorts cohorts;

  /**
   * Creates an empty store.
   *
   * @param clock epoch milliseconds: the store's own time
   */
  public MemoryStore(LongSupplier clock, MemoryConfig config) {
    this(clock, config, COHORTS);
  }

  /** Creates an empty store with another room for cohorts. */
  MemoryStore(LongSupplier clock, MemoryConfig config, CohortTable.Bounds cohorts) {
    this.clock = clock;
    this.limits = new MemoryLimits(config);
    this.accounts = new MemoryAccounts(config, clock);
    this.overrides = new MemoryOverrides(config, clock);
    this.challenges = new MemoryChallenges(config);
    this.cohorts = new MemoryCohorts(cohorts);
  }

  @Override
  public LimitStore limits() {
    return limits;
  }

  @Override
  public AccountStore accounts() {
    return accounts;
  }

  @Override
  public OverrideStore overrides() {
    return overrides;
  }

  @Override
  public ChallengeStore challenges() {
    return challenges;
  }

  @Override
  public CohortStore cohorts() {
    return cohorts;
  }

  @Override
  public CompletionStage<Long> time() {
    return CompletableFuture.completedFuture(clock.getAsLong());
  }

  @Override
  public void tidy(long now) {
    limits.tidy(now);
  }

  /** Returns how much is held, and how much had to make room, for metrics. */
  public MemoryUse use() {
    return new MemoryUse(
        limits.subjects().size(),
        limits.subjects().evictions(),
        limits.reservations().size(),
        limits.reservations().evictions(),
        limits.retries().size(),
        limits.retries().evictions(),
        challenges.evictions());
  }

  /** Does nothing: there is nothing to give back. */
  @Override
  public void close() {}
}
