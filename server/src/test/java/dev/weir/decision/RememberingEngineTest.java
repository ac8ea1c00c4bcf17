package dev.weir.decision;

import static dev.weir.decision.EngineFixture.NOW;
import static dev.weir.decision.EngineFixture.facts;
import static dev.weir.decision.EngineFixture.match;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cohort.Cohorts;
import dev.weir.limit.Overrides;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A retry gets the first answer, for as long as retries are expected. */
final class RememberingEngineTest {
  private final EngineFixture fixture = new EngineFixture();
  private final Engine engine =
      new RememberingEngine(
          new PolicyEngine(
              () -> fixture,
              Overrides::none,
              fixture,
              fixture,
              fixture,
              Cohorts.NONE,
              new Random(1),
              fixture),
          fixture,
          100);

  private Decision decide(String requestId, long now) {
    return engine
        .decide(facts(requestId, ""), now, Budget.unlimited())
        .toCompletableFuture()
        .join();
  }

  @Test
  void givesARetryTheFirstAnswerForSixtySeconds() {
    fixture.beforeLimits = inputs -> List.of(match("closed", Verdict.DENY));
    Decision first = decide("r1", NOW);
    fixture.beforeLimits = inputs -> List.of();

    assertThat(decide("r1", NOW + 59_999)).isSameAs(first);
    assertThat(decide("r1", NOW + 60_000).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void showsTheRepeatedAnswerToTheObserver() {
    fixture.beforeLimits = inputs -> List.of(match("closed", Verdict.DENY));
    Decision first = decide("r1", NOW);
    decide("r1", NOW + 1);

    assertThat(fixture.decided).containsExactly(first, first);
  }

  @Test
  void decidesEveryRequestWithoutAnIdAnew() {
    fixture.beforeLimits = inputs -> List.of(match("closed", Verdict.DENY));
    decide("", NOW);
    fixture.beforeLimits = inputs -> List.of();

    assertThat(decide("", NOW).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void leavesWhatReachedTheLimitsToTheStore() {
    decide("r1", NOW);
    decide("r1", NOW);

    assertThat(fixture.acquired).hasSize(2);
  }

  @Test
  void doesNotHoldOnToAChallengeThatCouldNotBeOpened() {
    fixture.beforeLimits = inputs -> List.of(match("risky", Verdict.CHALLENGE));
    fixture.opens = challenge -> CompletableFuture.failedStage(new IllegalStateException("full"));
    assertThat(decide("r1", NOW).challenge()).isEmpty();
    fixture.opens = CompletableFuture::completedStage;

    assertThat(decide("r1", NOW).challenge()).isPresent();
  }

  @Test
  void doesNotHoldOnToAnAnswerThatRestsOnNothing() {
    fixture.beforeLimits =
        inputs -> {
          throw new IllegalStateException("broken");
        };
    decide("r1", NOW);
    fixture.beforeLimits = inputs -> List.of();

    assertThat(decide("r1", NOW).evidence()).isEqualTo(Evidence.COMPLETE);
  }
}
