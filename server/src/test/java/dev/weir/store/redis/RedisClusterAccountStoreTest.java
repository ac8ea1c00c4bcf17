package dev.weir.store.redis;

import dev.weir.store.AccountStoreContract;
import dev.weir.store.Store;

final class RedisClusterAccountStoreTest extends AccountStoreContract {
  @Override
  protected Store open() {
    return RedisFixture.openCluster();
  }
}
