package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.store.CohortFloodContract;
import dev.weir.store.Store;
import dev.weir.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import redis.clients.jedis.Jedis;

/** Each test has a server to itself: a million values are a lot to leave to others. */
final class RedisCohortFloodTest extends CohortFloodContract {
  private static final long KIB = 1_024;
  private static final Keys KEYS = new Keys(RedisConfig.defaults().keyPrefix());

  private final RedisServer server = RedisServer.start();
  private final Jedis jedis = server.connect();

  @Override
  protected Store open() {
    return RedisStore.open(server.url(), RedisConfig.defaults());
  }

  @AfterEach
  void stop() {
    jedis.close();
    server.close();
  }

  @Override
  protected void flooded(Cohort.Key key) {
    assertThat(jedis.memoryUsage(KEYS.sample(key))).isBetween(1L, 16 * KIB);
    assertThat(jedis.pttl(KEYS.sample(key))).isBetween(1L, CohortStore.FORGOTTEN_MILLIS);
    for (int shard = 0; shard < Shards.COUNT; shard++) {
      assertThat(jedis.strlen(KEYS.population(shard))).as("population").isLessThan(32 * KIB);
    }
    long used =
        jedis
            .info("memory")
            .lines()
            .filter(line -> line.startsWith("used_memory:"))
            .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
            .sum();
    assertThat(used).isLessThan(RedisConfig.defaults().cohortsMaxBytes().bytes());
  }
}
