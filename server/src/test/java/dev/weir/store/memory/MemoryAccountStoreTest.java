package dev.weir.store.memory;

import dev.weir.store.AccountStoreContract;
import dev.weir.store.Store;

final class MemoryAccountStoreTest extends AccountStoreContract {
  @Override
  protected Store open() {
    return new MemoryStore(() -> NOW, MemoryConfig.defaults());
  }
}
