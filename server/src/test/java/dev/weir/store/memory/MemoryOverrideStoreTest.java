package dev.weir.store.memory;

import dev.weir.store.OverrideStoreContract;
import dev.weir.store.Store;

final class MemoryOverrideStoreTest extends OverrideStoreContract {
  @Override
  protected Store open() {
    return new MemoryStore(() -> NOW, MemoryConfig.defaults());
  }
}
