package dev.weir.decision;

import static dev.weir.decision.EngineFixture.match;
import static dev.weir.decision.EngineFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.limit.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a clearance does to a decision: which rule it answers, how often, and in what time. */
final class ClearanceDecisionTest {
  private final EngineFixture fixture = new EngineFixture();

  /** Lets a rule challenge whose clearances count once, and the request have one. */
  private void challengedWithAClearanceForOneRequest() {
    fixture.verified = Optional.of(fixture.clearance("risky", EngineFixture.DIGEST));
    fixture.beforeLimits =
        inputs ->
            List.of(
                new Match(rule("risky", Verdict.CHALLENGE, false, true), Verdict.CHALLENGE, ""));
  }

  @Test
  void letsAClearanceAnswerItsOwnRuleOnly() {
    fixture.verified = Optional.of(fixture.clearance("risky", EngineFixture.DIGEST));
    fixture.beforeLimits = inputs -> List.of(match("risky", Verdict.CHALLENGE));
    assertThat(fixture.decide("", "token").verdict()).isEqualTo(Verdict.ALLOW);

    fixture.beforeLimits = inputs -> List.of(match("other", Verdict.CHALLENGE));
    assertThat(fixture.decide("", "token").verdict()).isEqualTo(Verdict.CHALLENGE);

    fixture.beforeLimits = inputs -> List.of(match("risky", Verdict.DENY));
    assertThat(fixture.decide("", "token").verdict())
        .as("evidence, not an allow")
        .isEqualTo(Verdict.DENY);
  }

  @Test
  void takesNoClearanceOfAnotherPolicy() {
    fixture.verified = Optional.of(fixture.clearance("risky", "older"));
    fixture.beforeLimits = inputs -> List.of(match("risky", Verdict.CHALLENGE));

    assertThat(fixture.decide("", "token").verdict()).isEqualTo(Verdict.CHALLENGE);
  }

  @Test
  void usesASingleUseClearanceUp() {
    challengedWithAClearanceForOneRequest();

    assertThat(fixture.decide("", "token").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(fixture.log).containsExactly("account", "verify token", "acquire", "redeem c1");

    fixture.redeemable = false;
    assertThat(fixture.decide("", "token").verdict()).isEqualTo(Verdict.CHALLENGE);
    assertThat(fixture.released).hasSize(1).first().isSameAs(fixture.acquired.get(1));
  }

  /** Whether a retry may count is for whoever keeps clearances to say: limits may know of none. */
  @Test
  void saysWhichRequestUsesASingleUseClearanceAlsoWhereItIsRepeated() {
    challengedWithAClearanceForOneRequest();
    fixture.store =
        acquisition ->
            CompletableFuture.completedStage(
                new Outcome(acquisition.decisionId(), true, true, false, List.of()));

    assertThat(fixture.decide("r1", "token").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(fixture.log).containsExactly("account", "verify token", "acquire", "redeem c1 r1");

    fixture.redeemable = false;
    assertThat(fixture.decide("r1", "token").verdict()).isEqualTo(Verdict.CHALLENGE);
    assertThat(fixture.released).as("it counted nothing").isEmpty();
  }

  /** Time that is made up: each call of the store takes a tenth of the budget. */
  @Test
  void letsChallengesAndClearancesTakeWhatIsLeftOfTheBudget() {
    AtomicLong nanos = new AtomicLong();
    challengedWithAClearanceForOneRequest();
    fixture.redeemable = false;
    fixture.store =
        acquisition -> {
          nanos.addAndGet(100);
          return EngineFixture.admitted(acquisition);
        };

    fixture.decide("", "token", Budget.of(1_000, nanos::get));
    assertThat(fixture.waits).as("verify, redeem, open").containsExactly(1_000L, 900L, 900L);

    fixture.waits.clear();
    fixture.decide("", "token");
    assertThat(fixture.waits).as("without end").containsOnly(Long.MAX_VALUE);
  }
}
