package dev.weir.store.memory;

import dev.weir.store.LimitReservationContract;
import dev.weir.store.Store;

final class MemoryLimitReservationTest extends LimitReservationContract {
  @Override
  protected Store open() {
    return new MemoryStore(() -> NOW, MemoryConfig.defaults());
  }
}
