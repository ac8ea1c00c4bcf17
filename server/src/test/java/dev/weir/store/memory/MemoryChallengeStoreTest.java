package dev.weir.store.memory;

import dev.weir.store.ChallengeStoreContract;
import dev.weir.store.Store;

final class MemoryChallengeStoreTest extends ChallengeStoreContract {
  @Override
  protected Store open() {
    return new MemoryStore(() -> NOW, MemoryConfig.defaults());
  }
}
