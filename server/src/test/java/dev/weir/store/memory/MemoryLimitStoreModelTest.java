package dev.weir.store.memory;

import dev.weir.store.LimitStoreModelContract;
import dev.weir.store.Store;

final class MemoryLimitStoreModelTest extends LimitStoreModelContract {
  @Override
  protected Store open() {
    return new MemoryStore(() -> NOW, MemoryConfig.defaults());
  }
}
