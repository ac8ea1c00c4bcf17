package dev.weir.store.redis;

import dev.weir.store.CohortSampleContract;
import dev.weir.store.Store;

final class RedisStandaloneCohortSampleTest extends CohortSampleContract {
  @Override
  protected Store open() {
    return RedisFixture.openStandalone(unique("c:"));
  }
}
