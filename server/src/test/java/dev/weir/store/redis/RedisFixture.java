package dev.weir.store.redis;

import dev.weir.testing.RedisCluster;
import dev.weir.testing.RedisServer;

/** Servers that all tests of a JVM share, started with the first that wants them. */
final class RedisFixture {
  private RedisFixture() {}

  /** Returns a store of the shared standalone server. */
  static RedisStore openStandalone() {
    return RedisStore.open(Standalone.SERVER.url(), RedisConfig.defaults());
  }

  /** Returns a store of the shared cluster. */
  static RedisStore openCluster() {
    return RedisStore.open(Cluster.NODES.url(), RedisConfig.defaults());
  }

  private static final class Standalone {
    static final RedisServer SERVER = RedisServer.start();
  }

  private static final class Cluster {
    static final RedisCluster NODES = RedisCluster.start();
  }
}
