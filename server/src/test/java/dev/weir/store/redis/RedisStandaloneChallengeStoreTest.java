package dev.weir.store.redis;

import dev.weir.store.ChallengeStoreContract;
import dev.weir.store.Store;

final class RedisStandaloneChallengeStoreTest extends ChallengeStoreContract {
  @Override
  protected Store open() {
    return RedisFixture.openStandalone();
  }
}
