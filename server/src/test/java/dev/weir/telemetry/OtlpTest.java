package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.config.Secret;
import dev.weir.decision.Evidence;
import dev.weir.decision.Verdict;
import dev.weir.telemetry.TelemetryConfig.Protocol;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends to a real gRPC server that stands for a collector. */
class OtlpTest {
  @Test
  void sendsMetricsAndSampledTracesToTheCollector() throws Exception {
    try (Collector collector = new Collector()) {
      try (Telemetry telemetry =
          Telemetry.start(sending(URI.create(collector.url())), "test", Map.of())) {
        new DecisionMetrics(telemetry.meter(), System::nanoTime)
            .begin(Examples.FACTS)
            .decided(Examples.decision(Verdict.ALLOW, Evidence.COMPLETE));
        new DecisionTracer(telemetry.tracer())
            .begin(Examples.FACTS)
            .decided(Examples.decision(Verdict.ALLOW, Evidence.COMPLETE));
      }

      assertThat(collector.received("opentelemetry.proto.collector.metrics.v1.MetricsService"))
          .contains("weir.check.duration", "jvm.memory.used");
      assertThat(collector.received("opentelemetry.proto.collector.trace.v1.TraceService"))
          .contains("weir.check", "01JDECISION");
      assertThat(collector.headers()).contains("secret-key");
    }
  }

  @Test
  void sendsTheLinesOfTheLogWhileItRuns() throws Exception {
    Logger log = LoggerFactory.getLogger(OtlpTest.class);
    try (Collector collector = new Collector()) {
      try (Telemetry telemetry =
          Telemetry.start(sending(URI.create(collector.url())), "test", Map.of())) {
        Logging.send(telemetry);
        log.warn("a line for {}", "the collector");
        Logging.sendNoMore();
        log.warn("a line after the end, for standard error alone");
      }

      assertThat(collector.received("opentelemetry.proto.collector.logs.v1.LogsService"))
          .contains("a line for the collector", "WARN")
          .doesNotContain("after the end");
    }
  }

  @Test
  void sendsNothingUnlessAsked() {
    try (Telemetry telemetry = Telemetry.start(TelemetryConfig.defaults(), "test", Map.of())) {
      assertThat(telemetry.traces()).isFalse();
      assertThat(telemetry.logs()).isFalse();
    }
  }

  @Test
  void theStandardVariableTurnsSendingOn() {
    Map<String, String> properties =
        OtlpProperties.of(
            TelemetryConfig.defaults(),
            Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4317"));

    assertThat(properties)
        .containsEntry("otel.traces.exporter", "otlp")
        .containsEntry("otel.metrics.exporter", "none");
  }

  @Test
  void anEndpointWithoutMeaningIsExplained() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Telemetry.start(sending(URI.create("collector")), "test", Map.of()))
        .withMessageStartingWith("telemetry: ");
  }

  private static TelemetryConfig sending(URI collector) {
    return new TelemetryConfig(
        "weir",
        Optional.of(collector),
        Protocol.GRPC,
        Map.of("x-api-key", new Secret("secret-key")),
        true,
        Duration.ofMinutes(1),
        true,
        1,
        true);
  }
}
