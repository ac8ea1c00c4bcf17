package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeirClientBuilderTest {
  private static void refused(String message, Runnable set) {
    assertThatIllegalArgumentException().isThrownBy(set::run).withMessage(message);
  }

  @Test
  void aTargetIsRequired() {
    refused(
        "target: unset (expected: such as dns:///weir.internal:9090)",
        () -> WeirClient.builder().fallback(Fallback.DENY).build());
  }

  @Test
  void aFallbackIsRequired() {
    refused(
        "fallback: unset (expected: ALLOW or DENY: what a check answers when Weir cannot be"
            + " reached)",
        () -> WeirClient.builder().target("localhost:9090").build());
  }

  @Test
  void valuesOutOfRangeAreNamedWithWhatWasExpected() {
    WeirClientBuilder builder = WeirClient.builder();

    refused("targets: [] (expected: at least one)", () -> builder.targets(List.of()));
    refused(
        "target: \" \" (expected: such as dns:///weir.internal:9090)", () -> builder.target(" "));
    refused("deadline: PT0S (expected: > 0)", () -> builder.deadline(Duration.ZERO));
    refused(
        "reportDeadline: PT-1S (expected: > 0)",
        () -> builder.reportDeadline(Duration.ofSeconds(-1)));
    refused("reportQueue: 0 (expected: > 0)", () -> builder.reportQueue(0));
    refused("sessionInFlight: -1 (expected: > 0)", () -> builder.sessionInFlight(-1));
    refused("keepAlive: PT9S (expected: >= 10 s)", () -> builder.keepAlive(Duration.ofSeconds(9)));
  }
}
