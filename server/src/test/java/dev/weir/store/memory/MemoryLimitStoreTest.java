package dev.weir.store.memory;

import dev.weir.store.LimitStoreContract;
import dev.weir.store.Store;

final class MemoryLimitStoreTest extends LimitStoreContract {
  @Override
  protected Store open() {
    return new MemoryStore(() -> NOW, MemoryConfig.defaults());
  }
}
