package dev.weir.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.MigrateParams;

/**
 * Slots of a cluster move from its first primary to its second and back, those first that hold the
 * most keys, one every 10 ms or as fast as they can. Each is moved as documented by Redis: the two
 * nodes are told, the keys are moved, and all nodes are told who has it.
 */
final class SlotMoves implements RedisFault {
  private static final Logger LOG = LoggerFactory.getLogger(SlotMoves.class);
  private static final long PERIOD_MILLIS = 10;
  private static final int KEYS_AT_ONCE = 100;
  private static final int MIGRATE_MILLIS = 5_000;
  private static final int DATABASE = 0;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<LocalRedis> primaries;
  private final int most;
  private final List<Node> nodes = new ArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("weir-bench-slots").factory());
  private List<Integer> slots = List.of();
  private int movedSlots;
  private long movedKeys;
  private volatile Optional<RuntimeException> failure = Optional.empty();

  /** A node of the cluster, its connection, and by what name the others know it. */
  private record Node(LocalRedis redis, Jedis jedis, String id) {}

  /**
   * Prepares to move.
   *
   * @param primaries of the cluster, at least two
   * @param most how many slots move there before they move back, at least 1
   */
  SlotMoves(List<LocalRedis> primaries, int most) {
    this.primaries = List.copyOf(primaries);
    this.most = most;
  }

  @Override
  public String what() {
    return "moving slots";
  }

  @Override
  public void begin() throws IOException {
    try {
      for (LocalRedis primary : primaries) {
        Jedis jedis = primary.connect();
        nodes.add(new Node(primary, jedis, jedis.clusterMyId()));
      }
      slots = fullest(nodes.getFirst());
    } catch (JedisException e) {
      throw new IOException("the slots to move cannot be read: " + e.getMessage(), e);
    }
    var _ = thread.scheduleAtFixedRate(this::next, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Returns when the move under way is done: no slot is left between two nodes. */
  @Override
  public void end() throws IOException, InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("a slot was still being moved after " + PATIENCE.toSeconds() + " s");
    }
    nodes.forEach(SlotMoves::close);
    Optional<RuntimeException> failed = failure;
    if (failed.isPresent()) {
      RuntimeException cause = failed.get();
      throw new IOException("a slot could not be moved: " + cause.getMessage(), cause);
    }
  }

  @Override
  public Map<String, Long> seen() {
    return thread.isTerminated()
        ? Map.of("slots_moved", (long) movedSlots, "keys_moved", movedKeys)
        : Map.of();
  }

  private List<Integer> fullest(Node node) {
    Map<Integer, Long> keys = new HashMap<>();
    for (int slot : LocalCluster.slots(0)) {
      keys.put(slot, node.jedis.clusterCountKeysInSlot(slot));
    }
    return IntStream.of(LocalCluster.slots(0))
        .boxed()
        .sorted(Comparator.comparing((Integer slot) -> keys.getOrDefault(slot, 0L)).reversed())
        .limit(most)
        .toList();
  }

  private static void close(Node node) {
    try {
      node.jedis.close();
    } catch (JedisException e) {
      // Nothing is asked over it any more. What went wrong with a move is still to be told.
      LOG.debug("A connection to {} is perhaps not closed", node.redis.url(), e);
    }
  }

  private void next() {
    try {
      boolean back = movedSlots / slots.size() % 2 == 1;
      move(slots.get(movedSlots % slots.size()), nodes.get(back ? 1 : 0), nodes.get(back ? 0 : 1));
      movedSlots++;
    } catch (RuntimeException e) {
      // Whatever it is: the executor would end the moves without a word.
      failure = Optional.of(e);
      thread.shutdown();
    }
  }

  private void move(int slot, Node from, Node to) {
    to.jedis.clusterSetSlotImporting(slot, from.id);
    from.jedis.clusterSetSlotMigrating(slot, to.id);
    List<byte[]> keys = from.jedis.clusterGetKeysInSlotBinary(slot, KEYS_AT_ONCE);
    while (!keys.isEmpty()) {
      from.jedis.migrate(
          LocalRedis.HOST,
          to.redis.port(),
          DATABASE,
          MIGRATE_MILLIS,
          new MigrateParams(),
          keys.toArray(byte[][]::new));
      movedKeys += keys.size();
      keys = from.jedis.clusterGetKeysInSlotBinary(slot, KEYS_AT_ONCE);
    }
    // The new owner first: were the old one told first, both would send clients to the other.
    to.jedis.clusterSetSlotNode(slot, to.id);
    nodes.forEach(node -> node.jedis.clusterSetSlotNode(slot, to.id));
  }
}
