package dev.weir.load;

import dev.weir.load.LoadScenario.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis Cluster of a run's own: three primaries that share the slots, and perhaps replicas. */
final class LocalCluster implements OwnRedis {
  private static final int PRIMARIES = 3;
  private static final int SLOTS = 16_384;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Slots that move there before they move back. */
  private static final int MOVED = 512;

  /** How long a node is silent before it counts as gone, in ms; soon, where one takes over. */
  private static final String SOON = "1000";

  private static final String USUAL = "5000";

  private final List<LocalRedis> primaries = new ArrayList<>();
  private final List<LocalRedis> replicas = new ArrayList<>();

  private LocalCluster() {}

  /**
   * Starts the servers. Does not wait.
   *
   * @param folder for their files, which stay there
   * @param replicated whether each primary has a replica
   * @throws IOException where one cannot be started; says why
   */
  static LocalCluster start(Path folder, boolean replicated) throws IOException {
    LocalCluster cluster = new LocalCluster();
    Path executable = LocalRedis.executable(folder);
    try {
      for (int i = 0; i < PRIMARIES; i++) {
        cluster.primaries.add(node(executable, folder.resolve("primary-" + i), replicated));
        if (replicated) {
          cluster.replicas.add(node(executable, folder.resolve("replica-" + i), true));
        }
      }
    } catch (IOException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /** Returns the slots that a primary has at first. */
  static int[] slots(int primary) {
    return IntStream.range(primary * SLOTS / PRIMARIES, (primary + 1) * SLOTS / PRIMARIES)
        .toArray();
  }

  /** Makes a cluster of the servers, and returns when each of them has its part and says so. */
  @Override
  public void awaitReady() throws IOException, InterruptedException {
    for (LocalRedis node : nodes()) {
      node.awaitReady();
    }
    try {
      acquaint();
      for (LocalRedis node : nodes()) {
        node.await(() -> node.knows(nodes().size()), PATIENCE);
      }
      replicate();
    } catch (JedisException e) {
      throw new IOException("no cluster could be made: " + e.getMessage(), e);
    }
    for (LocalRedis replica : replicas) {
      replica.await(() -> replica.says("replication", "master_link_status:up"), PATIENCE);
    }
    for (LocalRedis node : nodes()) {
      node.await(node::isOfCluster, PATIENCE);
    }
  }

  /** Returns the servers that have the slots at first. */
  List<LocalRedis> primaries() {
    return List.copyOf(primaries);
  }

  /** Returns the replica of each primary, in the same order; empty where there are none. */
  List<LocalRedis> replicas() {
    return List.copyOf(replicas);
  }

  @Override
  public String url() {
    return primaries.stream()
        .map(node -> LocalRedis.HOST + ':' + node.port())
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }

  @Override
  public Optional<Long> cpu() {
    return nodes().stream()
        .map(LocalRedis::cpu)
        .reduce(Optional.of(0L), (sum, next) -> sum.flatMap(s -> next.map(n -> s + n)));
  }

  @Override
  public RedisFault fault(Fault kind, LongSupplier ticker) {
    return switch (kind) {
      case MOVING_SLOTS -> new SlotMoves(primaries, MOVED);
      case FAILING_OVER -> {
        if (replicas.isEmpty()) {
          throw new IllegalArgumentException(kind + " needs replicas");
        }
        yield new Failover(primaries.getFirst(), replicas.getFirst(), ticker);
      }
      case STOPPED, KILLED -> throw new IllegalArgumentException(kind + " is of a single server");
    };
  }

  @Override
  public void close() {
    nodes().forEach(LocalRedis::close);
  }

  private static LocalRedis node(Path executable, Path folder, boolean replicated)
      throws IOException {
    List<String> options =
        List.of(
            "--cluster-enabled",
            "yes",
            "--cluster-node-timeout",
            replicated ? SOON : USUAL,
            // So that replicas need not wait for a file, nor for each other.
            "--repl-diskless-sync",
            "yes",
            "--repl-diskless-sync-delay",
            "0");
    return LocalRedis.start(executable, Files.createDirectory(folder), options);
  }

  private List<LocalRedis> nodes() {
    List<LocalRedis> all = new ArrayList<>(primaries);
    all.addAll(replicas);
    return all;
  }

  /** Gives the primaries their slots, and then tells all servers of each other. */
  private void acquaint() {
    List<LocalRedis> nodes = nodes();
    for (int i = 0; i < nodes.size(); i++) {
      try (Jedis jedis = nodes.get(i).connect()) {
        // Different from the start, or they take time to become so.
        jedis.clusterSetConfigEpoch(i + 1L);
        if (i < PRIMARIES) {
          // ADDSLOTSRANGE came only with Redis 7.
          jedis.clusterAddSlots(slots(i));
        }
      }
    }
    for (LocalRedis node : nodes) {
      try (Jedis jedis = node.connect()) {
        nodes.forEach(other -> jedis.clusterMeet(LocalRedis.HOST, other.port()));
      }
    }
  }

  private void replicate() {
    for (int i = 0; i < replicas.size(); i++) {
      try (Jedis primary = primaries.get(i).connect();
          Jedis replica = replicas.get(i).connect()) {
        replica.clusterReplicate(primary.clusterMyId());
      }
    }
  }
}
