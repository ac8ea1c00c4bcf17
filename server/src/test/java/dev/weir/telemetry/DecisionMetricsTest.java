package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.decision.DecisionObserver.Observation;
import dev.weir.decision.DecisionObserver.Phase;
import dev.weir.decision.Evidence;
import dev.weir.decision.Verdict;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecisionMetricsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Telemetry telemetry = Telemetry.start(TelemetryConfig.defaults(), "test", Map.of());
  private final DecisionMetrics metrics = new DecisionMetrics(telemetry.meter(), nanos::get);

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Test
  void timesADecisionByVerdictAndEvidence() {
    Observation observation = metrics.begin(Examples.FACTS);
    nanos.addAndGet(2_000_000);
    observation.decided(Examples.decision(Verdict.DENY, Evidence.COMPLETE));

    assertThat(Scrape.of(telemetry))
        .contains(
            "weir_check_duration_seconds_count{evidence=\"complete\",verdict=\"deny\"} 1",
            "weir_check_duration_seconds_sum{evidence=\"complete\",verdict=\"deny\"} 0.002",
            "weir_check_duration_seconds_bucket{evidence=\"complete\",verdict=\"deny\",le=\"0.001\"}"
                + " 0",
            "weir_check_duration_seconds_bucket{evidence=\"complete\",verdict=\"deny\",le=\"0.0025\"}"
                + " 1");
  }

  @Test
  void timesEachPhaseUntilTheNextOne() {
    Observation observation = metrics.begin(Examples.FACTS);
    observation.phase(Phase.ACCOUNT);
    nanos.addAndGet(1_000_000);
    observation.phase(Phase.LIMITS);
    nanos.addAndGet(3_000_000);
    observation.decided(Examples.decision(Verdict.ALLOW, Evidence.COMPLETE));

    assertThat(Scrape.of(telemetry))
        .contains(
            "weir_check_phase_duration_seconds_sum{phase=\"account\"} 0.001",
            "weir_check_phase_duration_seconds_sum{phase=\"limits\"} 0.003");
  }

  @Test
  void countsReasonsLimitsAndShadows() {
    metrics.begin(Examples.FACTS).decided(Examples.decision(Verdict.ALLOW, Evidence.LOCAL));

    assertThat(Scrape.of(telemetry))
        .contains(
            "weir_check_reasons_total{code=\"RATE_LIMITED\",rule=\"over_limit\",verdict=\"allow\"}"
                + " 1",
            "weir_limit_exceeded_total{limit=\"requests\"} 1",
            "weir_check_shadows_total{shadow_verdict=\"deny\",verdict=\"allow\"} 1")
        .doesNotContain("limit=\"tokens\"");
  }

  @Test
  void countsWhatIsInFlightAndWhatFailed() {
    Observation one = metrics.begin(Examples.FACTS);
    metrics.begin(Examples.FACTS);
    one.failed(new IllegalStateException("a bug"));
    one.decided(Examples.decision(Verdict.DENY, Evidence.NONE));

    assertThat(Scrape.of(telemetry))
        .contains("weir_checks_in_flight 1", "weir_check_failures_total 1");
  }

  @Test
  void neverNamesAnAccount() {
    metrics.begin(Examples.FACTS).decided(Examples.decision(Verdict.DENY, Evidence.COMPLETE));

    assertThat(Scrape.of(telemetry)).doesNotContain("account-7").doesNotContain("organization-7");
  }
}
