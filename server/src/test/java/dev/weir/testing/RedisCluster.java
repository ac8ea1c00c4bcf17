package dev.weir.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;

/** A real Redis Cluster of three masters on free ports of the loopback address. */
public final class RedisCluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final int SLOTS = 16_384;

  private final List<RedisServer> nodes = new ArrayList<>();

  private RedisCluster() {}

  /**
   * Starts a cluster, and returns when every slot has its node and every node says so.
   *
   * @param options of each node's {@code redis-server}
   */
  public static RedisCluster start(String... options) {
    RedisCluster cluster = new RedisCluster();
    for (int i = 0; i < NODES; i++) {
      List<String> all =
          new ArrayList<>(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"));
      all.addAll(List.of(options));
      cluster.nodes.add(RedisServer.start(all.toArray(String[]::new)));
    }
    for (int i = 0; i < NODES; i++) {
      try (Jedis jedis = cluster.nodes.get(i).connect()) {
        // ADDSLOTSRANGE came only with Redis 7.
        jedis.clusterAddSlots(
            IntStream.range(i * SLOTS / NODES, (i + 1) * SLOTS / NODES).toArray());
        for (RedisServer other : cluster.nodes) {
          jedis.clusterMeet(other.host(), other.port());
        }
      }
    }
    Awaitility.await("a cluster that is formed")
        .atMost(30, SECONDS)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> cluster.nodes.stream().allMatch(RedisCluster::isFormed));
    return cluster;
  }

  public List<RedisServer> nodes() {
    return nodes;
  }

  /** Returns the node that was given a slot when the cluster was started. */
  public RedisServer nodeOf(int slot) {
    return nodes.get(
        IntStream.range(0, NODES)
            .filter(node -> slot < (node + 1) * SLOTS / NODES)
            .findFirst()
            .orElseThrow());
  }

  /** Begins to move a slot, whose keys stay where they are. */
  public void migrate(int slot, RedisServer from, RedisServer to) {
    try (Jedis source = from.connect();
        Jedis target = to.connect()) {
      target.clusterSetSlotImporting(slot, source.clusterMyId());
      source.clusterSetSlotMigrating(slot, target.clusterMyId());
    }
  }

  /** Ends the move of a slot: all nodes know its new one. */
  public void assign(int slot, RedisServer to) {
    try (Jedis target = to.connect()) {
      String id = target.clusterMyId();
      target.clusterSetSlotNode(slot, id);
      for (RedisServer node : nodes) {
        try (Jedis jedis = node.connect()) {
          jedis.clusterSetSlotNode(slot, id);
        }
      }
    }
  }

  /** Returns {@code redis-cluster://} and the addresses of all nodes. */
  public String url() {
    return nodes.stream()
        .map(RedisServer::address)
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }

  private static boolean isFormed(RedisServer node) {
    try (Jedis jedis = node.connect()) {
      String info = jedis.clusterInfo();
      return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES);
    }
  }
}
