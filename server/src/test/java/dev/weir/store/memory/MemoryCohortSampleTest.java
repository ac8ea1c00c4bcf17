package dev.weir.store.memory;

import dev.weir.store.CohortSampleContract;
import dev.weir.store.Store;

final class MemoryCohortSampleTest extends CohortSampleContract {
  @Override
  protected Store open() {
    return new MemoryStore(() -> NOW, MemoryConfig.defaults());
  }
}
