package dev.weir.telemetry;

import dev.weir.config.Secret;
import dev.weir.config.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How metrics, traces and logs leave the process. Metrics are always served as Prometheus text
 * beside this.
 */
public record TelemetryConfig(
    @Setting("Name of this service in metrics, traces and logs.") String serviceName,
    @Setting(
            "OTLP collector to send to, such as http://collector:4317. Without one, and without the"
                + " standard OTEL_EXPORTER_OTLP_ENDPOINT, nothing is sent. Standard OTEL_"
                + " variables, where set, win over this section.")
        Optional<URI> endpoint,
    @Setting("How the collector is spoken to.") Protocol protocol,
    @Setting("Headers for the collector, such as an API key.") Map<String, Secret> headers,
    @Setting("Whether metrics are sent.") boolean metrics,
    @Setting("How often metrics are sent.") Duration metricsInterval,
    @Setting("Whether traces are sent: a span for each check that is sampled, with its phases.")
        boolean traces,
    @Setting(
            value =
                "Share of checks that are traced where the caller's own trace does not say. A"
                    + " caller's decision to sample or not is followed.",
            min = "0",
            max = "1")
        double tracesSampled,
    @Setting("Whether log lines are sent.") boolean logs) {

  public TelemetryConfig {
    headers = Map.copyOf(headers);
  }

  /** How an OTLP collector is spoken to. */
  public enum Protocol {
    GRPC,
    HTTP
  }

  /** Returns the defaults: nothing is sent. */
  public static TelemetryConfig defaults() {
    return new TelemetryConfig(
        "weir",
        Optional.empty(),
        Protocol.GRPC,
        Map.of(),
        true,
        Duration.ofSeconds(30),
        true,
        0.01,
        true);
  }
}
