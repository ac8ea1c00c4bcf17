package dev.weir.decision;

import static dev.weir.decision.EngineFixture.NOW;
import static dev.weir.decision.EngineFixture.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.account.Level;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is over the bound is answered at once, and what was answered makes room. */
final class BulkheadEngineTest {
  private final EngineFixture fixture = new EngineFixture();
  private final List<CompletableFuture<Decision>> underWay = new ArrayList<>();
  private final Engine engine = engine(Duration.ZERO);

  private Engine engine(Duration wait) {
    return new BulkheadEngine(
        (facts, now, budget) -> {
          CompletableFuture<Decision> decision = new CompletableFuture<>();
          underWay.add(decision);
          return decision;
        },
        () -> fixture,
        Bulkhead.of(
            "checks", BulkheadConfig.custom().maxConcurrentCalls(1).maxWaitDuration(wait).build()),
        new Random(1),
        fixture);
  }

  private CompletableFuture<Decision> decide() {
    return engine.decide(facts("r1", ""), NOW, Budget.unlimited()).toCompletableFuture();
  }

  @Test
  void answersWhatIsOverTheBoundAtOnceWithTheFailureVerdict() {
    var _ = decide();
    Decision shed = decide().join();

    assertThat(shed.verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(shed.evidence()).isEqualTo(Evidence.NONE);
    assertThat(shed.reasons()).containsExactly(new Reason("UNAVAILABLE", "failure", "overload"));
    assertThat(fixture.decided).containsExactly(shed);
  }

  @Test
  void makesRoomWhenADecisionIsMade() {
    var _ = decide();
    underWay.get(0).complete(Decision.failure(fixture, "r1", "", Level.NONE, ""));
    var _ = decide();

    assertThat(underWay).hasSize(2);
  }

  @Test
  void refusesABulkheadThatWaits() {
    assertThatThrownBy(() -> engine(Duration.ofMillis(1)))
        .hasMessage("maxWaitDuration: PT0.001S (expected: 0: a transport's thread must not wait)");
  }
}
