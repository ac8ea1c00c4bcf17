package dev.weir.server;

import dev.weir.store.Store;
import dev.weir.store.fallback.FallbackStore;
import dev.weir.store.fallback.StoreHealth;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import dev.weir.store.redis.RedisStats;
import dev.weir.store.redis.RedisStore;
import dev.weir.validation.InvalidFieldException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store that is configured. */
final class StoreFactory {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFactory.class);

  /**
   * The share of the heap that callers can fill in the store. The rest is for caches and tables of
   * fixed size, and for the collector, which needs room to work.
   */
  private static final double SHARE_OF_HEAP = 0.4;

  private static final int MB = 1_000_000;

  private StoreFactory() {}

  /**
   * A store that is open.
   *
   * @param name for people: what it is and where, nothing secret
   * @param own what this replica counts by itself: everything, or what it does while the shared
   *     store is away
   * @param shared of a store that other replicas use too
   */
  record Opened(Store store, String name, MemoryStore own, Optional<Shared> shared) {

    /** Returns what it is, for machines. */
    String kind() {
      return shared.isPresent() ? "redis" : "memory";
    }
  }

  /**
   * What a store that is shared tells about itself.
   *
   * @param primary the shared store by itself, with nothing to take its place
   */
  record Shared(StoreHealth health, Supplier<RedisStats> stats, Store primary) {}

  /**
   * Opens it. A Redis that does not answer is no error: what it is to count is counted here until
   * it does.
   *
   * @param clock epoch milliseconds
   * @param heap the most bytes that this process may have
   */
  static Opened open(StoreConfig config, LongSupplier clock, long heap) throws StartException {
    long bytes = (long) (heap * SHARE_OF_HEAP);
    MemoryStore own =
        config.isMemory()
            ? MemoryStore.within(bytes, clock, config.memory())
            : MemoryStore.standInWithin(bytes, clock, config.memory());
    logBounds(own.bounds(), config.memory(), heap);
    if (config.isMemory()) {
      return new Opened(own, "memory (this process alone)", own, Optional.empty());
    }
    try {
      RedisStore primary = RedisStore.open(config.url().toString(), config.redis());
      FallbackStore store = new FallbackStore(primary, own, config.fallback(), clock);
      return new Opened(
          store,
          primary.address(),
          own,
          Optional.of(new Shared(store.health(), primary::stats, primary)));
    } catch (InvalidFieldException e) {
      throw StartException.configuration(List.of(String.valueOf(e.getMessage())));
    }
  }

  private static void logBounds(MemoryConfig bounds, MemoryConfig configured, long heap) {
    if (bounds.equals(configured)) {
      return;
    }
    LOG.info(
        "Counted in this process are at most {} subjects, {} reservations, {} retries and {}"
            + " challenges, {} % of store.memory.max_*, which is what fits into {} % of a heap of"
            + " {} MB. For more, give the process more memory",
        bounds.maxSubjects(),
        bounds.maxReservations(),
        bounds.maxRetries(),
        bounds.maxChallenges(),
        Math.round(100.0 * bounds.maxSubjects() / configured.maxSubjects()),
        Math.round(100 * SHARE_OF_HEAP),
        heap / MB);
  }
}
