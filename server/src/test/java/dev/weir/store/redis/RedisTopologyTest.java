package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.limit.HashTag;
import dev.weir.testing.RedisCluster;
import dev.weir.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** How the Redis store follows the servers when they change. */
final class RedisTopologyTest {
  private final Requests requests = new Requests(Duration.ofSeconds(5));

  @Test
  void followsTheMasterThatTheSentinelsChoose() throws Exception {
    try (RedisServer first = RedisServer.start();
        RedisServer second =
            RedisServer.start("--replicaof", first.host(), String.valueOf(first.port()));
        RedisServer sentinel = RedisServer.startSentinel("main", first);
        RedisStore store =
            RedisStore.open(
                "redis-sentinel://" + sentinel.address() + "/main", RedisConfig.defaults())) {
      await().until(() -> Requests.answers(store));
      requests.acquire(store, "a", 10);
      await("a replica that the Sentinel knows and that is in sync")
          .atMost(Duration.ofSeconds(30))
          .until(() -> isInSync(second, sentinel));

      first.kill();

      await("the replica as master")
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> requests.acquire(store, "a", 10).admitted());
      try (Jedis jedis = second.connect()) {
        assertThat(jedis.exists(new Keys("weir:").subject(requests.subject("a")))).isTrue();
      }
    }
  }

  @Test
  void followsASlotThatMovesToAnotherNode() throws Exception {
    try (RedisCluster cluster = RedisCluster.start();
        RedisStore store = openAsDocumented(cluster)) {
      int slot = Keys.slot(HashTag.of("moving"));
      RedisServer from = cluster.nodeOf(slot);
      RedisServer to =
          cluster.nodes().stream().filter(node -> node != from).findFirst().orElseThrow();
      assertThat(Requests.answers(store)).isTrue();

      // While it moves, what is not there yet is asked for elsewhere.
      cluster.migrate(slot, from, to);
      assertThat(requests.acquire(store, "moving", 10).limits().getFirst().remaining())
          .isEqualTo(9);
      assertThat(requests.acquire(store, "moving", 10).limits().getFirst().remaining())
          .isEqualTo(8);

      cluster.assign(slot, to);
      assertThat(requests.acquire(store, "moving", 10).limits().getFirst().remaining())
          .isEqualTo(7);
      try (Jedis jedis = to.connect()) {
        assertThat(jedis.clusterCountKeysInSlot(slot)).isEqualTo(1);
      }
    }
  }

  @Test
  void goesOnWithTheOtherNodesOfACluster() throws Exception {
    try (RedisCluster cluster = RedisCluster.start("--cluster-require-full-coverage", "no");
        RedisStore store = RedisStore.open(cluster.url(), RedisConfig.defaults())) {
      RedisServer lost = cluster.nodeOf(Keys.slot(HashTag.of("a")));
      String elsewhere = "b";
      for (int i = 0; cluster.nodeOf(Keys.slot(HashTag.of(elsewhere))) == lost; i++) {
        elsewhere = "b" + i;
      }
      lost.kill();
      assertThat(
              Requests.failure(store.limits().acquire(requests.request("a", 1), Requests.NOW))
                  .isTransient())
          .isTrue();
      assertThat(requests.acquire(store, elsewhere, 1).admitted()).isTrue();
    }
  }

  /** Opens a store as the user that the documentation tells operators to make. */
  private static RedisStore openAsDocumented(RedisCluster cluster) throws IOException {
    List<String> rules = new ArrayList<>(DocumentedAcl.rules());
    rules.add(">secret");
    for (RedisServer node : cluster.nodes()) {
      try (Jedis jedis = node.connect()) {
        jedis.aclSetUser("weir", rules.toArray(String[]::new));
      }
    }
    return RedisStore.open(cluster.url().replace("://", "://weir:secret@"), RedisConfig.defaults());
  }

  private static boolean isInSync(RedisServer replica, RedisServer sentinel) {
    try (Jedis jedis = replica.connect();
        Jedis watcher = sentinel.connect()) {
      return jedis.info("replication").contains("master_link_status:up")
          && !watcher.sentinelReplicas("main").isEmpty();
    }
  }
}
