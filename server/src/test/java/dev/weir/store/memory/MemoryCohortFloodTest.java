package dev.weir.store.memory;

import dev.weir.store.CohortFloodContract;
import dev.weir.store.Store;

final class MemoryCohortFloodTest extends CohortFloodContract {
  @Override
  protected Store open() {
    return new MemoryStore(() -> NOW, MemoryConfig.defaults());
  }
}
