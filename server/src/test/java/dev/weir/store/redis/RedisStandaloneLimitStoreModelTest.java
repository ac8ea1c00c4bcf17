package dev.weir.store.redis;

import dev.weir.store.LimitStoreModelContract;
import dev.weir.store.Store;

final class RedisStandaloneLimitStoreModelTest extends LimitStoreModelContract {
  @Override
  protected Store open() {
    return RedisFixture.openStandalone();
  }
}
