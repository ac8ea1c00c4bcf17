package dev.weir.decision;

import static dev.weir.decision.EngineFixture.asking;
import static dev.weir.decision.EngineFixture.demand;
import static dev.weir.decision.EngineFixture.match;
import static dev.weir.decision.EngineFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Accounts.Freshness;
import dev.weir.account.Accounts.Lookup;
import dev.weir.account.Level;
import dev.weir.account.Profile;
import dev.weir.cohort.CohortPolicy;
import dev.weir.cohort.CohortPolicy.Trait;
import dev.weir.cohort.Cohorts;
import dev.weir.cohort.Encounter;
import dev.weir.cohort.Regard;
import dev.weir.limit.DecisionId;
import dev.weir.limit.HashTag;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps of a decision, their order, and what each leaves undone. */
final class PolicyEngineTest {
  private final EngineFixture fixture = new EngineFixture();

  @Test
  void allowsAndConsumesOnceWhereNoRuleMatches() {
    Decision decision = fixture.decide("r1", "");

    assertThat(decision.verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decision.reasons()).isEmpty();
    assertThat(decision.evidence()).isEqualTo(Evidence.COMPLETE);
    assertThat(decision.limits()).extracting(LimitStatus::remaining).containsExactly(9L);
    assertThat(fixture.log).containsExactly("account", "acquire");
  }

  @Test
  void putsTheTagOfTheOrganizationIntoTheDecisionId() {
    assertThat(DecisionId.tag(fixture.decide().decisionId())).isEqualTo(HashTag.of("o1"));
  }

  @Test
  void spendsNoStoreCallWhereAnEarlyRuleDenies() {
    fixture.beforeLimits = inputs -> List.of(match("suspended", Verdict.DENY));

    Decision decision = fixture.decide();

    assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    assertThat(decision.limits()).isEmpty();
    assertThat(fixture.log).containsExactly("account");
  }

  @Test
  void namesEveryMatchTheDecisiveOneFirst() {
    fixture.beforeLimits =
        inputs ->
            List.of(
                match("first", Verdict.CHALLENGE),
                match("second", Verdict.DENY),
                match("third", Verdict.DENY));

    assertThat(fixture.decide().reasons())
        .extracting(Reason::rule)
        .containsExactly("second", "first", "third");
  }

  @Test
  void opensAChallengeForTheDecisiveRule() {
    fixture.beforeLimits = inputs -> List.of(match("risky", Verdict.CHALLENGE));

    Decision decision = fixture.decide();

    assertThat(decision.verdict()).isEqualTo(Verdict.CHALLENGE);
    assertThat(decision.challenge()).isPresent();
    assertThat(fixture.log).containsExactly("account", "challenge risky");
  }

  @Test
  void opensNoChallengeWhereTheRequestIsDeniedAnyway() {
    fixture.beforeLimits =
        inputs -> List.of(match("risky", Verdict.CHALLENGE), match("closed", Verdict.DENY));

    assertThat(fixture.decide().challenge()).isEmpty();
  }

  @Test
  void opensAChallengeWithARefusalThatAnAnswerEnds() {
    fixture.beforeLimits =
        inputs ->
            List.of(
                match("risky", Verdict.CHALLENGE),
                asking("unanswered", Verdict.DENY, Verdict.DENY));

    Decision decision = fixture.decide();

    assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    assertThat(decision.challenge()).isPresent();
    assertThat(fixture.log).containsExactly("account", "challenge unanswered");
  }

  @Test
  void opensNoChallengeWhereOneIsDeniedForWhatWasMissing() {
    fixture.beforeLimits = inputs -> List.of(asking("risky", Verdict.CHALLENGE, Verdict.DENY));

    assertThat(fixture.decide().challenge()).isEmpty();
  }

  @Test
  void saysHowLongToWaitWhereALimitRefuses() {
    fixture.store = EngineFixture::refused;
    fixture.afterLimits = inputs -> List.of(match("over_limit", Verdict.DENY));

    Decision decision = fixture.decide();

    assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    assertThat(decision.retryAfterMillis()).isEqualTo(1_500);
    assertThat(fixture.released).isEmpty();
  }

  @Test
  void promisesNoWaitWhereNoneHelps() {
    fixture.store =
        acquisition ->
            CompletableFuture.completedStage(
                new Outcome(
                    acquisition.decisionId(),
                    false,
                    false,
                    false,
                    EngineFixture.statuses(acquisition, LimitStatus.NEVER)));
    fixture.afterLimits = inputs -> List.of(match("over_limit", Verdict.DENY));

    assertThat(fixture.decide().retryAfterMillis()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"CHALLENGE", "DENY"})
  void givesBackWhatALateRuleRefuses(Verdict verdict) {
    fixture.afterLimits = inputs -> List.of(match("nearly_out", verdict));

    assertThat(fixture.decide().verdict()).isEqualTo(verdict);
    assertThat(fixture.released).hasSize(1).first().isSameAs(fixture.acquired.getFirst());
  }

  @Test
  void givesNothingBackForARetryThatTheFirstAnswerCoversAlready() {
    fixture.store =
        acquisition ->
            CompletableFuture.completedStage(
                new Outcome("first", true, true, false, EngineFixture.statuses(acquisition, 0)));
    fixture.afterLimits = inputs -> List.of(match("nearly_out", Verdict.DENY));

    assertThat(fixture.decide("r1", "").decisionId()).isEqualTo("first");
    assertThat(fixture.released).isEmpty();
  }

  /** Asks everybody, and writes down who was asked. */
  private record Asking(List<String> log) implements Cohorts {
    @Override
    public Regard meet(Encounter encounter) {
      return new Regard(Level.PHONE, false, false, 0, List.of());
    }

    @Override
    public void asked(Encounter encounter, Regard regard) {
      log.add("cohorts are told");
    }

    @Override
    public void answered(String accountId, Level level, long at) {
      throw new AssertionError("nobody answers");
    }
  }

  @Test
  void promisesTheWaitOfTheLimitsThatRefuseAndNotOfOneThatOnlyWatches() {
    fixture.demands = List.of(demand("hard"), demand("watched").unenforced());
    fixture.store =
        acquisition ->
            CompletableFuture.completedStage(
                new Outcome(
                    acquisition.decisionId(),
                    false,
                    false,
                    false,
                    List.of(
                        new LimitStatus("hard", 10, 0, true, 1_500, 60_000, 60_000),
                        new LimitStatus("watched", 10, 0, true, 50_000, 60_000, 60_000))));
    fixture.afterLimits = inputs -> List.of(match("over_limit", Verdict.DENY));

    assertThat(fixture.decide().retryAfterMillis()).isEqualTo(1_500);
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"CHALLENGE", "DENY"})
  void keepsItsVerdictWhereTheChallengeCannotBeOpened(Verdict verdict) {
    fixture.beforeLimits = inputs -> List.of(asking("risky", verdict, verdict));
    fixture.opens = challenge -> CompletableFuture.failedStage(new IllegalStateException("full"));

    Decision decision = fixture.decide("r1", "");

    assertThat(decision.verdict()).isEqualTo(verdict);
    assertThat(decision.reasons()).extracting(Reason::rule).containsExactly("risky");
    assertThat(decision.challenge()).isEmpty();
    assertThat(decision.evidence()).isEqualTo(Evidence.COMPLETE);
    assertThat(fixture.failures).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(fixture.decided).containsExactly(decision);
  }

  /** Who is asked and does not answer is denied in the end. */
  @Test
  void tellsOfAnAccountThatItWasAskedOnlyWhereItCanAnswer() {
    Trait card = new Trait(Duration.ofDays(1), 0, false, Set.of());
    fixture.cohorts = new Asking(fixture.log);
    fixture.cohortPolicy =
        new CohortPolicy(
            Map.of("card", card),
            Level.PHONE,
            Level.IDENTITY,
            14,
            Duration.ofDays(7),
            Duration.ofDays(90));
    fixture.beforeLimits = inputs -> List.of(match("asked", Verdict.CHALLENGE));
    fixture.opens = challenge -> CompletableFuture.failedStage(new IllegalStateException("full"));

    fixture.decide();
    assertThat(fixture.log).containsExactly("account", "challenge asked");

    fixture.opens = CompletableFuture::completedStage;
    fixture.decide();
    assertThat(fixture.log).endsWith("challenge asked", "cohorts are told");
  }

  @Test
  void keepsItsVerdictWhereOpeningTheChallengeThrows() {
    fixture.beforeLimits = inputs -> List.of(match("risky", Verdict.CHALLENGE));
    fixture.opens =
        challenge -> {
          throw new IllegalStateException("broken");
        };

    assertThat(fixture.decide().verdict()).isEqualTo(Verdict.CHALLENGE);
    assertThat(fixture.failures).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void onlyReportsWhatAShadowRuleWouldDo() {
    fixture.beforeLimits =
        inputs ->
            List.of(new Match(rule("strict", Verdict.DENY, true, false), Verdict.DENY, "watched"));

    Decision decision = fixture.decide();

    assertThat(decision.verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decision.reasons()).isEmpty();
    assertThat(decision.shadows())
        .containsExactly(
            new Decision.Shadow(
                "test@d1", Verdict.DENY, List.of(new Reason("STRICT", "strict", "watched"))));
  }

  @Test
  void tellsRulesWhatDidNotArrive() {
    fixture.lookup =
        CompletableFuture.completedStage(new Lookup(Profile.unknown("a1"), Freshness.MISSING));
    fixture.beforeLimits =
        inputs -> {
          assertThat(inputs.missing()).containsExactlyInAnyOrder(Input.ACCOUNT, Input.RISK);
          return List.of();
        };

    assertThat(fixture.decide().evidence()).isEqualTo(Evidence.PARTIAL);
    assertThat(fixture.failures).isEmpty();
  }

  @Test
  void saysLocalWhereTheStoreWasNotReached() {
    fixture.store = acquisition -> EngineFixture.admitted(acquisition).thenApply(Outcome::asLocal);

    assertThat(fixture.decide().evidence()).isEqualTo(Evidence.LOCAL);
  }

  @Test
  void answersWithTheFailureVerdictWhereSomethingBreaks() {
    fixture.store = acquisition -> CompletableFuture.failedStage(new IllegalStateException("x"));

    Decision decision = fixture.decide("r1", "");

    assertThat(decision.verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decision.evidence()).isEqualTo(Evidence.NONE);
    assertThat(decision.reasons()).extracting(Reason::code).containsExactly("UNAVAILABLE");
    assertThat(fixture.failures).hasSize(1);
    assertThat(fixture.decided).containsExactly(decision);
  }

  @Test
  void answersWhereAPartThrows() {
    fixture.afterLimits =
        inputs -> {
          throw new IllegalStateException("broken");
        };

    assertThat(fixture.decide().evidence()).isEqualTo(Evidence.NONE);
    assertThat(fixture.failures).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void decidesWithoutTheStoreWhereNoLimitApplies() {
    fixture.demands = List.of();
    fixture.afterLimits =
        inputs -> {
          assertThat(inputs.limits()).isPresent();
          return List.of(match("late", Verdict.DENY));
        };

    assertThat(fixture.decide().verdict()).isEqualTo(Verdict.DENY);
    assertThat(fixture.log).containsExactly("account");
  }
}
