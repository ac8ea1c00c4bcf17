package dev.weir.store.redis;

import dev.weir.store.LimitStoreModelContract;
import dev.weir.store.Store;

final class RedisClusterLimitStoreModelTest extends LimitStoreModelContract {
  @Override
  protected Store open() {
    return RedisFixture.openCluster();
  }

  @Override
  protected boolean clockGoesBack() {
    return false;
  }
}
