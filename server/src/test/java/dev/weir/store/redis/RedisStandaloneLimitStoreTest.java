package dev.weir.store.redis;

import dev.weir.store.LimitStoreContract;
import dev.weir.store.Store;

final class RedisStandaloneLimitStoreTest extends LimitStoreContract {
  @Override
  protected Store open() {
    return RedisFixture.openStandalone();
  }
}
