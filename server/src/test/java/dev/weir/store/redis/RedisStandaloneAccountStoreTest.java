package dev.weir.store.redis;

import dev.weir.store.AccountStoreContract;
import dev.weir.store.Store;

final class RedisStandaloneAccountStoreTest extends AccountStoreContract {
  @Override
  protected Store open() {
    return RedisFixture.openStandalone();
  }
}
