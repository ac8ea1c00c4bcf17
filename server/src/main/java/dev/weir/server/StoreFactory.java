package dev.weir.server;

import dev.weir.store.Store;
import dev.weir.store.fallback.FallbackStore;
import dev.weir.store.fallback.StoreHealth;
import dev.weir.store.memory.MemoryStore;
import dev.weir.store.redis.RedisStats;
import dev.weir.store.redis.RedisStore;
import dev.weir.validation.InvalidFieldException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Opens the store that is configured. */
final class StoreFactory {
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
   */
  static Opened open(StoreConfig config, LongSupplier clock) throws StartException {
    MemoryStore own = new MemoryStore(clock, config.memory());
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
}
