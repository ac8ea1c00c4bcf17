package dev.weir.store.redis;

import dev.weir.store.CohortStoreContract;
import dev.weir.store.Store;

final class RedisStandaloneCohortStoreTest extends CohortStoreContract {
  @Override
  protected Store open() {
    return RedisFixture.openStandalone(unique("c:"));
  }
}
