package dev.weir.store.redis;

import dev.weir.store.CohortSampleContract;
import dev.weir.store.Store;

final class RedisClusterCohortSampleTest extends CohortSampleContract {
  @Override
  protected Store open() {
    return RedisFixture.openCluster(unique("c:"));
  }
}
