package dev.weir.decision;

import static dev.weir.decision.EngineFixture.demand;
import static dev.weir.decision.EngineFixture.match;
import static dev.weir.decision.EngineFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What a decision does where a limit refuses and no rule does: the request is counted nevertheless.
 */
final class CountNeverthelessTest {
  private static final int CALLERS = 8;
  private static final int SLOTS = 3;

  private final EngineFixture fixture = new EngineFixture();

  @Test
  void countsWhatALimitRefusesAndNoRuleDoes() {
    fixture.demands = List.of(demand("hard"), demand("soft"));
    fixture.store =
        acquisition -> {
          boolean enforced = acquisition.demands().get(1).enforced();
          LimitStatus hard = new LimitStatus("hard", 10, 9, false, 0, 60_000, 60_000);
          LimitStatus soft = new LimitStatus("soft", 10, 0, true, 1_000, 60_000, 60_000);
          return CompletableFuture.completedStage(
              new Outcome(acquisition.decisionId(), !enforced, false, false, List.of(hard, soft)));
        };

    Decision decision = fixture.decide("r1", "");

    assertThat(decision.verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decision.retryAfterMillis()).isZero();
    assertThat(fixture.acquired).hasSize(2);
    assertThat(fixture.acquired.get(1).demands())
        .extracting(demand -> demand.limit().name() + " " + demand.enforced())
        .containsExactly("hard true", "soft false");
    assertThat(fixture.acquired.get(1).retryKey()).isEqualTo(fixture.acquired.get(0).retryKey());
    assertThat(fixture.acquired.get(1).decisionId())
        .as("only the same decision replaces its own refusal")
        .isEqualTo(fixture.acquired.get(0).decisionId());
  }

  @Test
  void countsNeverthelessByNameWhereTheRefusalIsOfAnotherPolicy() {
    fixture.demands = List.of(demand("hard"), demand("soft"));
    fixture.store =
        acquisition -> {
          boolean enforced = acquisition.demands().get(1).enforced();
          LimitStatus soft = new LimitStatus("soft", 10, 0, true, 1_000, 60_000, 60_000);
          return CompletableFuture.completedStage(
              new Outcome("first", !enforced, enforced, false, List.of(soft)));
        };

    assertThat(fixture.decide("r1", "").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(fixture.failures).isEmpty();
    assertThat(fixture.acquired.get(1).decisionId()).isEqualTo("first");
    assertThat(fixture.acquired.get(1).demands())
        .extracting(demand -> demand.limit().name() + " " + demand.enforced())
        .containsExactly("hard true", "soft false");
  }

  @Test
  void deniesWhereAnotherLimitIsUsedUpBeforeItIsCountedNevertheless() {
    fixture.demands = List.of(demand("hard"), demand("soft"));
    fixture.store =
        acquisition ->
            refusedBy(acquisition, acquisition.demands().get(1).enforced() ? "soft" : "hard");
    fixture.afterLimits =
        inputs ->
            inputs.limits().orElseThrow().exceeded("hard")
                ? List.of(match("over_hard", Verdict.DENY))
                : List.of(new Match(rule("first", Verdict.DENY, true, false), Verdict.DENY, ""));

    Decision decision = fixture.decide("r1", "");

    assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    assertThat(decision.reasons()).extracting(Reason::rule).containsExactly("over_hard");
    assertThat(decision.shadows()).as("of what the limits said first").isEmpty();
    assertThat(decision.retryAfterMillis()).isEqualTo(1_500);
    assertThat(decision.limits())
        .filteredOn(LimitStatus::exceeded)
        .extracting(LimitStatus::name)
        .containsExactly("hard");
    assertThat(fixture.released).isEmpty();
  }

  @Test
  void asksOnceMoreForEachLimitThatRefusesAndNoRuleDoes() {
    fixture.demands = List.of(demand("one"), demand("other"), demand("third"));
    fixture.store =
        acquisition ->
            acquisition.demands().stream()
                .filter(Demand::enforced)
                .map(demand -> demand.limit().name())
                .filter(name -> !name.equals("third"))
                .findFirst()
                .map(name -> refusedBy(acquisition, name))
                .orElseGet(() -> EngineFixture.admitted(acquisition));

    assertThat(fixture.decide("r1", "").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(fixture.acquired)
        .extracting(asked -> asked.demands().stream().map(Demand::enforced).toList())
        .containsExactly(
            List.of(true, true, true), List.of(false, true, true), List.of(false, false, true));
    assertThat(fixture.acquired)
        .extracting(Acquisition::decisionId)
        .containsOnly(fixture.acquired.getFirst().decisionId());
  }

  @Test
  void givesBackWhatWasCountedNeverthelessWhereARuleThenRefuses() {
    fixture.demands = List.of(demand("hard"), demand("soft"));
    fixture.store =
        acquisition ->
            acquisition.demands().get(1).enforced()
                ? refusedBy(acquisition, "soft")
                : EngineFixture.admitted(acquisition);
    fixture.afterLimits =
        inputs ->
            inputs.limits().orElseThrow().admitted()
                ? List.of(match("nearly_out", Verdict.DENY))
                : List.of();

    assertThat(fixture.decide().verdict()).isEqualTo(Verdict.DENY);
    assertThat(fixture.released).hasSize(1).first().isSameAs(fixture.acquired.get(1));
  }

  @Test
  void saysLocalWhereOnlyTheSecondThoughtDidNotReachTheStore() {
    fixture.store =
        acquisition ->
            acquisition.demands().getFirst().enforced()
                ? EngineFixture.refused(acquisition)
                : EngineFixture.admitted(acquisition).thenApply(Outcome::asLocal);

    assertThat(fixture.decide().evidence()).isEqualTo(Evidence.LOCAL);
  }

  @Test
  void asksNoStoreForEverThatRefusesForNothing() {
    fixture.store =
        acquisition ->
            CompletableFuture.completedStage(
                new Outcome(acquisition.decisionId(), false, false, false, List.of()));

    assertThat(fixture.decide().evidence()).isEqualTo(Evidence.NONE);
    assertThat(fixture.failures).singleElement().isInstanceOf(IllegalStateException.class);
  }

  /** All ask for a slot once a soft limit has refused them all, when all slots are still free. */
  @Test
  void allowsNoMoreThanAHardLimitHoweverManyAreOverASoftOneAtOnce() throws Exception {
    CyclicBarrier refused = new CyclicBarrier(CALLERS);
    fixture.demands = List.of(demand("soft").withMax(0), slot());
    fixture.afterLimits =
        inputs ->
            inputs.limits().orElseThrow().exceeded("slots")
                ? List.of(match("no_slot", Verdict.DENY))
                : List.of();
    List<Verdict> verdicts;
    try (MemoryStore memory = new MemoryStore(() -> EngineFixture.NOW, MemoryConfig.defaults());
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      fixture.store =
          acquisition ->
              memory
                  .limits()
                  .acquire(acquisition, EngineFixture.NOW)
                  .thenApply(
                      found -> {
                        if (acquisition.demands().getFirst().enforced()) {
                          meet(refused);
                        }
                        return found;
                      });
      List<Callable<Verdict>> checks =
          Collections.nCopies(CALLERS, () -> fixture.decide().verdict());
      verdicts = callers.invokeAll(checks).stream().map(Future::resultNow).toList();
    }

    assertThat(verdicts).filteredOn(Verdict.ALLOW::equals).hasSize(SLOTS);
    assertThat(verdicts).filteredOn(Verdict.DENY::equals).hasSize(CALLERS - SLOTS);
    assertThat(fixture.failures).isEmpty();
  }

  private static Demand slot() {
    LimitSpec slots = new LimitSpec("slots", Measure.CONCURRENCY, Algorithm.SLOTS, 600_000);
    return new Demand(slots, new Subject("account:a1", 7), SLOTS, 1, TokenWeights.NONE, true);
  }

  private static void meet(CyclicBarrier others) {
    try {
      others.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Returns what a store says in which one limit has no room. */
  private static CompletionStage<Outcome> refusedBy(Acquisition acquisition, String limit) {
    List<LimitStatus> statuses =
        acquisition.demands().stream()
            .map(demand -> demand.limit().name())
            .map(
                name ->
                    name.equals(limit)
                        ? new LimitStatus(name, 10, 0, true, 1_500, 60_000, 60_000)
                        : new LimitStatus(name, 10, 9, false, 0, 60_000, 60_000))
            .toList();
    return CompletableFuture.completedStage(
        new Outcome(acquisition.decisionId(), false, false, false, statuses));
  }
}
