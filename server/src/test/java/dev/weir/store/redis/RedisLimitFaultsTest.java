package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.HashTag;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.limit.Usage;
import dev.weir.store.redis.FaultyRouter.Fault;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What limits count where one of several commands is lost, or the answer to it. */
final class RedisLimitFaultsTest {
  private static final long NOW = Requests.NOW;
  private static final long MAX = 100;
  private static final LimitSpec TOKENS =
      new LimitSpec("tokens", Measure.TOKENS, Algorithm.SLIDING_WINDOW, 60_000);
  private static final LimitSpec SLOTS =
      new LimitSpec("in_flight", Measure.CONCURRENCY, Algorithm.SLOTS, 60_000);

  enum Topology {
    STANDALONE,
    CLUSTER
  }

  private final String run = UUID.randomUUID().toString();
  private final SplittableRandom random = new SplittableRandom(run.hashCode());
  private final Upkeep upkeep = new Upkeep();

  /** Where decisions are kept, too. */
  private final Subject account = new Subject("account-" + run, HashTag.of("acme"));

  /** In a cluster, counted in a step of its own. */
  private final Subject address = new Subject("address-" + run, HashTag.of("192.0.2.1"));

  private FaultyRouter router;
  private RedisLimits limits;

  @BeforeEach
  void open() {
    use(RedisFixture.standaloneRouter());
  }

  @AfterEach
  void close() {
    upkeep.close();
    router.close();
  }

  @ParameterizedTest
  @CsvSource({
    "STANDALONE, NOT_SENT, 1",
    "STANDALONE, NOT_ANSWERED, 1",
    "STANDALONE, NOT_SENT, 2",
    "STANDALONE, NOT_ANSWERED, 2",
    "CLUSTER, NOT_SENT, 1",
    "CLUSTER, NOT_ANSWERED, 1",
    "CLUSTER, NOT_SENT, 2",
  })
  void settlesOnceWhereAReportThatFailedComesAgain(Topology topology, Fault fault, int command)
      throws Exception {
    open(topology);
    Acquisition acquisition = admitted(tokens(account, 50), slot(account), tokens(address, 50));
    router.meet(fault, command);
    assertThat(Requests.failure(settle(acquisition, 10)).isTransient()).isTrue();
    Requests.get(settle(acquisition, 10));
    assertThat(remaining(TOKENS, account)).isEqualTo(90);
    assertThat(remaining(SLOTS, account)).isEqualTo(100);
    assertThat(remaining(TOKENS, address)).isEqualTo(90);
  }

  @ParameterizedTest
  @CsvSource({"NOT_ANSWERED, 2", "NOT_SENT, 3"})
  void leavesCountedWhatLivesElsewhereWhereAReportFailsAfterTheReservationWasTaken(
      Fault fault, int command) throws Exception {
    open(Topology.CLUSTER);
    Acquisition acquisition = admitted(tokens(account, 50), tokens(address, 50));
    router.meet(fault, command);
    assertThat(Requests.failure(settle(acquisition, 10)).isTransient()).isTrue();
    assertThat(Requests.get(settle(acquisition, 10))).isFalse();
    assertThat(remaining(TOKENS, account)).isEqualTo(90);
    assertThat(remaining(TOKENS, address)).isEqualTo(50);
  }

  @ParameterizedTest
  @EnumSource
  void settlesOnceWhereTwoReportsFindTheSameReservation(Topology topology) throws Exception {
    open(topology);
    Acquisition acquisition = admitted(tokens(account, 50), tokens(address, 50));
    router.meet(Fault.HELD, 2);
    CompletableFuture<Boolean> first = settle(acquisition, 10).toCompletableFuture();
    await().until(router::isMet);
    boolean second = Requests.get(settle(acquisition, 10));
    router.letGo();
    assertThat(List.of(Requests.get(first), second)).containsExactlyInAnyOrder(true, false);
    assertThat(remaining(TOKENS, account)).isEqualTo(90);
    assertThat(remaining(TOKENS, address)).isEqualTo(90);
  }

  @ParameterizedTest
  @EnumSource
  void settlesNoReservationThatTookThePlaceOfTheOneThatWasFound(Topology topology)
      throws Exception {
    open(topology);
    Acquisition acquisition = admitted(tokens(account, 50));
    router.meet(Fault.HELD, 2);
    CompletableFuture<Boolean> early = settle(acquisition, 10).toCompletableFuture();
    await().until(router::isMet);
    Requests.get(limits.release(acquisition, NOW, NOW));
    Acquisition again = acquisition.withDemands(List.of(tokens(account, 30)));
    assertThat(Requests.get(limits.acquire(again, NOW)).admitted()).isTrue();
    router.letGo();
    assertThat(Requests.get(early)).isFalse();
    assertThat(remaining(TOKENS, account)).isEqualTo(70);
    assertThat(Requests.get(settle(again, 10))).isTrue();
    assertThat(remaining(TOKENS, account)).isEqualTo(90);
  }

  @Test
  void givesBackOnceWhatADecisionHoldsWhoseAnswerWasLost() throws Exception {
    open(Topology.CLUSTER);
    admitted(tokens(address, 40));
    Acquisition acquisition = acquisition(tokens(account, 50), tokens(address, 50));
    router.meet(Fault.NOT_ANSWERED, 2);
    assertThat(Requests.failure(limits.acquire(acquisition, NOW)).isTransient()).isTrue();
    assertThat(remaining(TOKENS, address)).isEqualTo(10);
    assertThat(Requests.get(settle(acquisition, 10))).isTrue();
    assertThat(remaining(TOKENS, account)).isEqualTo(90);
    assertThat(remaining(TOKENS, address)).isEqualTo(50);
  }

  @Test
  void leavesCountedElsewhereWhatIsNotKnownToBeRefused() throws Exception {
    open(Topology.CLUSTER);
    Acquisition acquisition = acquisition(tokens(account, 50), tokens(address, 50));
    router.meet(Fault.NOT_SENT, 2);
    assertThat(Requests.failure(limits.acquire(acquisition, NOW)).isTransient()).isTrue();
    assertThat(Requests.get(settle(acquisition, 10))).isFalse();
    assertThat(remaining(TOKENS, account)).isEqualTo(100);
    assertThat(remaining(TOKENS, address)).isEqualTo(50);
  }

  @Test
  void givesBackWhatWasCountedElsewhereWhereTheDecisionsPartRefuses() throws Exception {
    open(Topology.CLUSTER);
    Acquisition acquisition = acquisition(tokens(account, MAX + 1), tokens(address, 50));
    assertThat(Requests.get(limits.acquire(acquisition, NOW)).admitted()).isFalse();
    assertThat(remaining(TOKENS, address)).isEqualTo(100);
  }

  private void open(Topology topology) {
    if (topology == Topology.CLUSTER) {
      router.close();
      use(RedisFixture.clusterRouter(upkeep));
    }
  }

  private void use(Router opened) {
    router = new FaultyRouter(opened);
    limits = new RedisLimits(router, new Keys("weir:"));
  }

  private static Demand tokens(Subject subject, long amount) {
    return new Demand(TOKENS, subject, MAX, amount, new TokenWeights(1, 1), true);
  }

  private static Demand slot(Subject subject) {
    return new Demand(SLOTS, subject, MAX, 1, TokenWeights.NONE, true);
  }

  private Acquisition acquisition(Demand... demands) {
    return new Acquisition(
        DecisionId.create(NOW, account.tag(), random),
        "",
        List.of(demands),
        600_000,
        TimeUnit.SECONDS.toNanos(10));
  }

  private Acquisition admitted(Demand... demands) throws Exception {
    Acquisition acquisition = acquisition(demands);
    assertThat(Requests.get(limits.acquire(acquisition, NOW)).admitted()).isTrue();
    return acquisition;
  }

  private CompletionStage<Boolean> settle(Acquisition acquisition, long tokens) {
    return limits.settle(new Usage(acquisition.decisionId(), tokens, 0), NOW);
  }

  private long remaining(LimitSpec limit, Subject subject) throws Exception {
    Demand nothing = new Demand(limit, subject, MAX, 0, TokenWeights.NONE, true);
    Acquisition look =
        new Acquisition(
            DecisionId.create(NOW, subject.tag(), random),
            "",
            List.of(nothing),
            600_000,
            TimeUnit.SECONDS.toNanos(10));
    return Requests.get(limits.acquire(look, NOW)).limits().getFirst().remaining();
  }
}
