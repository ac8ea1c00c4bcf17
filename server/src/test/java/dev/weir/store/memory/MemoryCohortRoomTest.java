package dev.weir.store.memory;

import dev.weir.store.CohortRoomContract;
import dev.weir.store.Store;

final class MemoryCohortRoomTest extends CohortRoomContract {
  private static final int MOST = 500;

  @Override
  protected Store open() {
    return new MemoryStore(
        () -> NOW, MemoryConfig.defaults(), new CohortTable.Bounds(10_000, 50_000, MOST));
  }

  @Override
  protected int mostHeld() {
    return MOST;
  }
}
