package dev.weir.store.redis;

import dev.weir.store.OverrideStoreContract;
import dev.weir.store.Store;

final class RedisClusterOverrideStoreTest extends OverrideStoreContract {
  @Override
  protected Store open() {
    return RedisFixture.openCluster();
  }
}
