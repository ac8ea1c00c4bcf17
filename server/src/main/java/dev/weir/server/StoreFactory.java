package dev.weir.server;

import dev.weir.store.Store;
import dev.weir.store.memory.MemoryStore;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Opens the store that is configured. */
final class StoreFactory {
  private StoreFactory() {}

  /**
   * A store that is open.
   *
   * @param name for people: what it is and where, nothing secret
   * @param kind for machines: {@code memory} or {@code redis}
   * @param reachable whether requests are counted there, and not on this replica alone
   * @param shared whether other replicas use it too, so that its clock is to be followed
   */
  record Opened(Store store, String name, String kind, BooleanSupplier reachable, boolean shared) {}

  static Opened open(StoreConfig config, LongSupplier clock) {
    MemoryStore memory = new MemoryStore(clock, config.memory());
    return new Opened(memory, "memory (this process alone)", "memory", () -> true, false);
  }
}
