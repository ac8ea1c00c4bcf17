package dev.weir.store.redis;

import dev.weir.store.LimitStoreContract;
import dev.weir.store.Store;

final class RedisClusterLimitStoreTest extends LimitStoreContract {
  @Override
  protected Store open() {
    return RedisFixture.openCluster();
  }
}
