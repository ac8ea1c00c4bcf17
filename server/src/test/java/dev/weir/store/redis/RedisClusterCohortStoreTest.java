package dev.weir.store.redis;

import dev.weir.store.CohortStoreContract;
import dev.weir.store.Store;

final class RedisClusterCohortStoreTest extends CohortStoreContract {
  @Override
  protected Store open() {
    return RedisFixture.openCluster(unique("c:"));
  }
}
