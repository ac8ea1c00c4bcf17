package dev.weir.store.redis;

import dev.weir.store.LimitReservationContract;
import dev.weir.store.Store;

final class RedisClusterLimitReservationTest extends LimitReservationContract {
  @Override
  protected Store open() {
    return RedisFixture.openCluster();
  }
}
