package dev.weir.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.Endpoint;
import dev.weir.load.LoadReport.FaultTime;
import dev.weir.load.LoadReport.Setup;
import dev.weir.load.LoadScenario.Fault;
import dev.weir.load.LoadScenario.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import redis.clients.jedis.Jedis;

/** Weir on one cluster with replicas, to which everything is done in turn; the failover last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LocalClusterTest {
  /** Enough for a machine that is busy: what is late is not counted in Redis. */
  private static final Duration BUDGET = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int RATE = 50;
  private static final int ATTEMPTS = 15;
  private static final int ALL_SLOTS = 5_461;

  private static Rig rig;
  private static Endpoint weir;
  private static LocalCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    rig = Rig.create(List.of());
    weir = rig.start(scenario("redis-failover"), BUDGET);
    cluster = (LocalCluster) rig.redis().orElseThrow();
  }

  @AfterAll
  static void end() {
    rig.close();
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  @Order(1)
  void scenariosHaveTheStoreThatTheirFaultNeeds() {
    assertThat(scenario("redis-cluster").store()).isEqualTo(Store.CLUSTER);
    assertThat(scenario("slot-migration").store()).isEqualTo(Store.CLUSTER);
    assertThat(scenario("slot-migration").fault()).contains(Fault.MOVING_SLOTS);
    assertThat(scenario("redis-failover").fault()).contains(Fault.FAILING_OVER);
    assertThatThrownBy(() -> cluster.fault(Fault.STOPPED, System::nanoTime))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("STOPPED is of a single server");
  }

  @Test
  @Order(2)
  void allIsCountedInTheCluster() throws Exception {
    LoadReport report = countedInTheCluster();

    assertThat(report.redisCpuMicros()).isPresent();
    assertThat(cluster.primaries()).allMatch(LocalClusterTest::hasKeys);
    assertThat(cluster.replicas()).allMatch(node -> node.says("replication", "role:slave"));
  }

  @Test
  @Order(3)
  void slotsMoveThereAndBack() throws Exception {
    LocalRedis first = cluster.primaries().getFirst();
    SlotMoves moves = new SlotMoves(cluster.primaries(), 3);

    moves.begin();
    first.await(() -> slotsOf(first) < ALL_SLOTS, PATIENCE);
    first.await(() -> slotsOf(first) == ALL_SLOTS, PATIENCE);
    assertThat(moves.seen()).as("while it goes on").isEmpty();
    moves.end();

    assertThat(moves.seen().get("slots_moved")).isGreaterThanOrEqualTo(6);
    assertThat(moves.seen().get("keys_moved")).isGreaterThanOrEqualTo(6);
  }

  @Test
  @Order(4)
  void aMoveThatFailsByWhatNobodyExpectsIsTold() throws Exception {
    LocalRedis first = cluster.primaries().getFirst();
    // Of no slots there is no next one.
    SlotMoves moves = new SlotMoves(cluster.primaries(), 0);

    moves.begin();
    first.await(() -> !moves.seen().isEmpty(), PATIENCE);
    assertThatThrownBy(moves::end)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("a slot could not be moved: ")
        .hasCauseInstanceOf(ArithmeticException.class);
  }

  @Test
  @Order(5)
  void checksAreAnsweredWhileSlotsMove() throws Exception {
    int before = slotsOf(cluster.primaries().getFirst());

    LoadReport report = run(Duration.ofSeconds(3), Optional.of(Fault.MOVING_SLOTS));

    assertThat(report.errors()).isEmpty();
    assertThat(report.answered()).isEqualTo(3 * RATE);
    FaultTime fault = report.fault().orElseThrow();
    assertThat(fault.what()).isEqualTo("moving slots");
    long moved = fault.seen().getOrDefault("slots_moved", 0L);
    assertThat(moved).isPositive();
    assertThat(fault.seen().get("keys_moved")).isPositive();
    for (LocalRedis node : cluster.primaries()) {
      node.await(() -> slotsOf(cluster.primaries().getFirst(), node) == before - moved, PATIENCE);
    }
    countedInTheCluster();
  }

  @Test
  @Order(6)
  void theReplicaOfAKilledPrimaryTakesOver() throws Exception {
    LoadReport report = run(Duration.ofSeconds(6), Optional.of(Fault.FAILING_OVER));

    assertThat(report.errors()).isEmpty();
    assertThat(report.answered()).isEqualTo(6 * RATE);
    assertThat(report.evidence().get("LOCAL")).isPositive();
    assertThat(report.redisCpuMicros()).as("of a process that is gone").isEmpty();
    Map<String, Long> seen = report.fault().orElseThrow().seen();
    assertThat(seen.get("replica_took_over_ms")).isPositive();
    assertThat(seen.get("back_as_replica_ms")).isPositive();
    assertThat(cluster.replicas().getFirst().says("replication", "role:master")).isTrue();
    assertThat(cluster.primaries().getFirst().says("replication", "role:slave")).isTrue();
    countedInTheCluster();
  }

  private static LoadScenario scenario(String name) {
    return LoadScenario.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Asks again until nearly all answers rest on the cluster: what is slow, as on a machine that has
   * just started a server, is counted elsewhere for a while.
   */
  private static LoadReport countedInTheCluster() throws Exception {
    LoadReport report = run(Duration.ofSeconds(1), Optional.empty());
    for (int i = 1; i < ATTEMPTS && !isMostlyComplete(report); i++) {
      report = run(Duration.ofSeconds(1), Optional.empty());
    }
    assertThat(report.errors()).isEmpty();
    assertThat(report.answered()).isEqualTo(RATE);
    assertThat(report).matches(LocalClusterTest::isMostlyComplete);
    return report;
  }

  private static boolean isMostlyComplete(LoadReport report) {
    return report.evidence().getOrDefault("COMPLETE", 0L) > RATE * 9 / 10;
  }

  private static LoadReport run(Duration duration, Optional<Fault> fault) throws Exception {
    LoadPlan plan =
        new LoadPlan(RATE, Duration.ofMillis(200), duration, 1_000, BUDGET, Duration.ofSeconds(20));
    Setup setup = new Setup("test", weir.toString(), 2, 1_000, 0, List.of(), plan);
    Checks checks = new Checks(1_000, 0, 1, String.valueOf(System.nanoTime()));
    return new LoadRun(
            setup,
            weir,
            System::nanoTime,
            rig::serverCpu,
            rig::redisCpu,
            fault.map(kind -> rig.fault(kind, System::nanoTime)))
        .run(checks::next, results -> {});
  }

  private static boolean hasKeys(LocalRedis node) {
    try (Jedis jedis = node.connect()) {
      return jedis.dbSize() > 0;
    }
  }

  private static int slotsOf(LocalRedis node) {
    return slotsOf(node, node);
  }

  /** Returns how many slots a node has, as another one sees it. */
  private static int slotsOf(LocalRedis node, LocalRedis asked) {
    try (Jedis jedis = asked.connect()) {
      return slots(jedis.clusterNodes(), node.port());
    }
  }

  private static int slots(String nodes, int port) {
    return nodes
        .lines()
        .filter(line -> line.contains(":" + port + "@"))
        .flatMap(line -> Stream.of(line.split(" ")).skip(8))
        .filter(range -> !range.startsWith("["))
        .map(range -> List.of(range.split("-")))
        .mapToInt(
            range -> Integer.parseInt(range.getLast()) - Integer.parseInt(range.getFirst()) + 1)
        .sum();
  }
}
