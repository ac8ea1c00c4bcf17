package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import dev.weir.store.redis.RedisConfig;
import dev.weir.store.redis.RedisStore;
import dev.weir.testing.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

final class StoreWarmUpTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void asksAndLeavesNothingBehind() {
    try (RedisServer redis = RedisServer.start();
        RedisStore store = RedisStore.open(redis.url(), RedisConfig.defaults());
        Jedis jedis = redis.connect()) {
      assertThat(StoreWarmUp.run(store, NOW, LONG)).isEqualTo(200);
      assertThat(jedis.dbSize()).isZero();
      assertThat(jedis.info("commandstats")).contains("cmdstat_evalsha:");
    }
  }

  @Test
  void leavesNothingInMemoryEither() {
    try (MemoryStore store = new MemoryStore(() -> NOW, MemoryConfig.defaults())) {
      assertThat(StoreWarmUp.run(store, NOW, LONG)).isEqualTo(200);
      assertThat(store.use().subjects()).isZero();
    }
  }

  @Test
  void givesUpWhereTheStoreCannotBeReached() {
    String nobody;
    try (RedisServer redis = RedisServer.start()) {
      nobody = redis.url();
    }
    try (RedisStore store = RedisStore.open(nobody, RedisConfig.defaults())) {
      assertThat(StoreWarmUp.run(store, NOW, LONG)).isZero();
    }
  }

  @Test
  void doesNothingWhereItMayTakeNoTime() {
    try (MemoryStore store = new MemoryStore(() -> NOW, MemoryConfig.defaults())) {
      assertThat(StoreWarmUp.run(store, NOW, Duration.ZERO)).isZero();
    }
  }
}
