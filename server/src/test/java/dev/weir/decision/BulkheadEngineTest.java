package dev.weir.decision;

import static dev.weir.decision.EngineFixture.NOW;
import static dev.weir.decision.EngineFixture.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.Profile;
import dev.weir.account.Verification;
import dev.weir.cohort.Cohorts;
import dev.weir.limit.Overrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is over the bound is answered at once, and what was answered makes room, once. */
final class BulkheadEngineTest {
  private static final long BUDGET = 5_000_000;

  private final EngineFixture fixture = new EngineFixture();
  private final List<CompletableFuture<Decision>> underWay = new ArrayList<>();
  private final InFlightLimit limit = InFlightLimit.adaptive(1, 20);
  private final Engine engine = around(this::pend, limit);
  private long nanos;

  private Engine around(Engine inner, InFlightLimit bound) {
    return new BulkheadEngine(
        inner, () -> fixture, fixture, bound, () -> nanos, new Random(1), fixture);
  }

  private CompletionStage<Decision> pend(Facts facts, long now, Budget budget) {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    underWay.add(decision);
    return decision;
  }

  private CompletableFuture<Decision> decide(long budget) {
    return engine
        .decide(facts("r1", ""), NOW, Budget.of(budget, () -> nanos))
        .toCompletableFuture();
  }

  private void fill() {
    while (limit.inFlight() < limit.limit()) {
      var _ = decide(BUDGET);
    }
  }

  private Decision answer() {
    return Decision.failure(fixture, "r1", "", Level.NONE, "");
  }

  /** Fills the bound, and answers all after so long; as often as it takes to be believed. */
  private void load(long tookNanos, long budget) {
    for (int i = 0; i < 2_000; i++) {
      while (limit.inFlight() < limit.limit()) {
        var _ = decide(budget);
      }
      nanos += tookNanos;
      List.copyOf(underWay).forEach(each -> each.complete(answer()));
      underWay.clear();
    }
  }

  @Test
  void answersWhatIsOverTheBoundAtOnceWithTheFailureVerdict() {
    fill();
    CompletableFuture<Decision> shed = decide(BUDGET);

    assertThat(shed).isCompleted();
    assertThat(shed.join().verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(shed.join().evidence()).isEqualTo(Evidence.NONE);
    assertThat(shed.join().reasons())
        .containsExactly(new Reason("UNAVAILABLE", "failure", "overload"));
    assertThat(fixture.decided).containsExactly(shed.join());
    assertThat(underWay).hasSize(20);
    assertThat(limit.shed()).isEqualTo(1);
  }

  @Test
  void shedsByTheLevelThatIsKnownWithoutAsking() {
    fixture.failureByLevel = level -> level == Level.IDENTITY ? Verdict.ALLOW : Verdict.DENY;
    fill();
    assertThat(decide(BUDGET).join().verdict()).isEqualTo(Verdict.DENY);

    fixture.known = identified();
    assertThat(decide(BUDGET).join().verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(fixture.log).as("nothing is asked, and nothing consumed").isEmpty();
  }

  private static Profile identified() {
    Account unknown = Account.unknown("a1");
    return new Profile(
        unknown.withVerification(new Verification(Level.IDENTITY, "", "", 0, Long.MAX_VALUE)),
        true,
        List.of());
  }

  @Test
  void makesRoomOnceForEachThatIsAnsweredFailsOrIsCancelled() {
    fill();
    underWay.get(0).complete(answer());
    underWay.get(1).completeExceptionally(new IllegalStateException("broken"));
    underWay.get(2).cancel(false);
    var _ = underWay.get(2).complete(answer());
    underWay.get(0).cancel(false);

    assertThat(limit.inFlight()).isEqualTo(17);
  }

  @Test
  void makesRoomWhereTheEngineThrows() {
    Engine broken =
        around(
            (facts, now, budget) -> {
              throw new IllegalStateException("broken");
            },
            limit);

    assertThatThrownBy(() -> broken.decide(facts("", ""), NOW, Budget.unlimited()))
        .hasMessage("broken");
    assertThat(limit.inFlight()).isZero();
  }

  @Test
  void lowersTheBoundWhereRequestsTakeMoreThanHalfOfTheirBudgetAndRaisesItAgain() {
    load(BUDGET / 2 + 1, BUDGET);
    assertThat(limit.limit()).isEqualTo(1);

    load(BUDGET / 2, BUDGET);
    assertThat(limit.limit()).isEqualTo(20);
  }

  @Test
  void lowersTheBoundWhereCallersWhoHaveLessTimeWaitInVain() {
    load(BUDGET / 2 - 1, BUDGET / 2 - 1);

    assertThat(limit.limit()).isEqualTo(1);
  }

  @Test
  void isNotJudgedByCallersInAHurry() {
    load(TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.MILLISECONDS.toNanos(1) - 1);

    assertThat(limit.limit()).isEqualTo(20);
  }

  @Test
  void changesNothingWhereThereIsRoom() {
    Decision plain = fixture.decide("r1", "");
    PolicyEngine inner =
        new PolicyEngine(
            () -> fixture,
            Overrides::none,
            fixture,
            fixture,
            fixture,
            Cohorts.NONE,
            new Random(1),
            fixture);
    List<String> asked = List.copyOf(fixture.log);
    fixture.log.clear();
    Engine bounded = around(inner, limit);

    for (int i = 0; i < 100; i++) {
      nanos += TimeUnit.SECONDS.toNanos(1);
      fixture.log.clear();
      CompletionStage<Decision> decision =
          bounded.decide(facts("r1", ""), NOW, Budget.of(BUDGET, () -> nanos));
      assertThat(decision.toCompletableFuture().join())
          .usingRecursiveComparison()
          .ignoringFields("decisionId", "limits")
          .isEqualTo(plain);
      assertThat(fixture.log).isEqualTo(asked);
    }
    assertThat(limit.limit()).isEqualTo(20);
    assertThat(limit.inFlight()).isZero();
  }
}
