package dev.weir.store.redis;

import dev.weir.config.ByteSize;
import dev.weir.testing.RedisCluster;
import dev.weir.testing.RedisServer;
import redis.clients.jedis.Jedis;

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

  /** Returns a store of the shared standalone server, whose keys begin with a prefix. */
  static RedisStore openStandalone(String prefix) {
    return openStandalone(prefix, RedisConfig.defaults().cohortsMaxBytes());
  }

  /** Returns likewise one in which cohorts have so much room. */
  static RedisStore openStandalone(String prefix, ByteSize room) {
    return RedisStore.open(Standalone.SERVER.url(), with(prefix, room));
  }

  /** Returns a store of the shared cluster, whose keys begin with a prefix. */
  static RedisStore openCluster(String prefix) {
    return openCluster(prefix, RedisConfig.defaults().cohortsMaxBytes());
  }

  /** Returns likewise one in which cohorts have so much room. */
  static RedisStore openCluster(String prefix, ByteSize room) {
    return RedisStore.open(Cluster.NODES.url(), with(prefix, room));
  }

  /** Returns a way to the shared standalone server. */
  static Router standaloneRouter() {
    RedisUrl url = RedisUrl.parse(Standalone.SERVER.url());
    return new SingleRouter(
        "standalone",
        () -> url.nodes().getFirst(),
        new Wires(url, RedisConfig.defaults()),
        new PipelineCounters());
  }

  /** Returns a way to the shared cluster. */
  static Router clusterRouter(Upkeep upkeep) {
    RedisUrl url = RedisUrl.parse(Cluster.NODES.url());
    return new ClusterRouter(
        new Wires(url, RedisConfig.defaults()), new PipelineCounters(), upkeep);
  }

  /** Returns a connection to the shared standalone server. */
  static Jedis connect() {
    return Standalone.SERVER.connect();
  }

  private static RedisConfig with(String prefix, ByteSize room) {
    RedisConfig config = RedisConfig.defaults();
    return new RedisConfig(
        config.tlsCaFile(),
        config.connections(),
        config.connectTimeout(),
        config.socketTimeout(),
        config.queue(),
        prefix,
        room);
  }

  private static final class Standalone {
    static final RedisServer SERVER = RedisServer.start();
  }

  private static final class Cluster {
    static final RedisCluster NODES = RedisCluster.start();
  }
}
