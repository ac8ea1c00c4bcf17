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
  /** Some 100 bytes for each of one member, 120 for each member, 1 KiB for each that is held. */
  private static final CohortTable.Bounds COHORTS =
      new CohortTable.Bounds(500_000, 8_000_000, 1 << 17);

  /** Of a store that is not asked about cohorts. */
  private static final CohortTable.Bounds NO_COHORTS = new CohortTable.Bounds(1, 1, 1);

  private final LongSupplier clock;
  private final MemoryConfig bounds;
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

  /**
   * Creates an empty store for all state, which fits into so much memory whatever callers do. Where
   * {@code config} and cohorts are of more, all that callers can fill is less in one proportion.
   *
   * @param bytes about how many all that callers can fill may take
   */
  public static MemoryStore within(long bytes, LongSupplier clock, MemoryConfig config) {
    double share = share(bytes, config.fullBytes() + COHORTS.fullBytes());
    return new MemoryStore(clock, config.times(share), COHORTS.times(share));
  }

  /**
   * Creates an empty store that takes the place of a shared one while that is away, likewise within
   * so much memory: for limits and challenges, and not for cohorts.
   *
   * @param bytes about how many all that callers can fill may take
   */
  public static MemoryStore standInWithin(long bytes, LongSupplier clock, MemoryConfig config) {
    return new MemoryStore(clock, config.times(share(bytes, config.fullBytes())), NO_COHORTS);
  }

  private static double share(long bytes, long full) {
    return Math.min(1, (double) bytes / full);
  }

  /** Creates an empty store with another room for cohorts. */
  MemoryStore(LongSupplier clock, MemoryConfig config, CohortTable.Bounds cohorts) {
    this.clock = clock;
    this.bounds = config;
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

  /** Returns how much it holds at most. */
  public MemoryConfig bounds() {
    return bounds;
  }

  /** Does nothing: there is nothing to give back. */
  @Override
  public void close() {}
}
