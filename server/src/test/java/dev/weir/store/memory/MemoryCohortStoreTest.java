package dev.weir.store.memory;

import dev.weir.store.CohortStoreContract;
import dev.weir.store.Store;

final class MemoryCohortStoreTest extends CohortStoreContract {
  @Override
  protected Store open() {
    return new MemoryStore(() -> NOW, MemoryConfig.defaults());
  }
}
