package dev.weir.store.redis;

import dev.weir.config.ByteSize;
import dev.weir.store.CohortRoomContract;
import dev.weir.store.Store;

final class RedisClusterCohortRoomTest extends CohortRoomContract {
  private static final ByteSize ROOM = ByteSize.parse("16MiB");

  @Override
  protected Store open() {
    return RedisFixture.openCluster(unique("c:"), ROOM);
  }

  @Override
  protected int mostHeld() {
    return (int) (ROOM.bytes() / 2 / RedisCohorts.HELD_BYTES);
  }
}
