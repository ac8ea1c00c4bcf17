package dev.weir.telemetry;

import dev.weir.telemetry.TelemetryConfig.Protocol;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Says the telemetry settings in OpenTelemetry's own property names, which OTEL_ variables then
 * override.
 */
final class OtlpProperties {
  private OtlpProperties() {}

  /**
   * Returns the properties.
   *
   * @param environment where an OTEL_EXPORTER_OTLP_ENDPOINT turns sending on without any setting of
   *     ours
   */
  static Map<String, String> of(TelemetryConfig config, Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.service.name", config.serviceName());
    boolean collector = config.endpoint().isPresent();
    properties.put(
        "otel.metrics.exporter", exporter(config.metrics(), collector, "METRICS", environment));
    properties.put(
        "otel.traces.exporter", exporter(config.traces(), collector, "TRACES", environment));
    properties.put("otel.logs.exporter", exporter(config.logs(), collector, "LOGS", environment));
    properties.put(
        "otel.exporter.otlp.protocol",
        config.protocol() == Protocol.GRPC ? "grpc" : "http/protobuf");
    config
        .endpoint()
        .ifPresent(uri -> properties.put("otel.exporter.otlp.endpoint", uri.toString()));
    properties.put(
        "otel.exporter.otlp.headers",
        config.headers().entrySet().stream()
            .map(header -> header.getKey() + "=" + header.getValue().value())
            .collect(Collectors.joining(",")));
    properties.put(
        "otel.metric.export.interval", Long.toString(config.metricsInterval().toMillis()));
    properties.put("otel.traces.sampler", "parentbased_traceidratio");
    properties.put("otel.traces.sampler.arg", Double.toString(config.tracesSampled()));
    return properties;
  }

  private static String exporter(
      boolean wanted, boolean collector, String signal, Map<String, String> environment) {
    boolean sends =
        collector
            || environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
            || environment.containsKey("OTEL_EXPORTER_OTLP_" + signal + "_ENDPOINT");
    return wanted && sends ? "otlp" : "none";
  }
}
