package dev.weir.telemetry;

import dev.weir.decision.DecisionObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.instrumentation.runtimetelemetry.RuntimeTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * OpenTelemetry as this process uses it: one SDK, no global state. Metrics are always collected for
 * Prometheus; they, traces and logs are also sent by OTLP where a collector is configured.
 * Thread-safe.
 */
public final class Telemetry implements AutoCloseable {
  /** Names this code as the source of its metrics and spans. */
  private static final String SCOPE = "dev.weir";

  private static final Duration FLUSH = Duration.ofSeconds(3);

  private final OpenTelemetrySdk sdk;
  private final PrometheusRegistry registry;
  private final RuntimeTelemetry runtime;
  private final Set<String> sent;

  private Telemetry(OpenTelemetrySdk sdk, PrometheusRegistry registry, Set<String> sent) {
    this.sdk = sdk;
    this.registry = registry;
    this.sent = sent;
    this.runtime = RuntimeTelemetry.create(sdk);
  }

  /**
   * Starts telemetry.
   *
   * @param version of this build
   * @param environment the process's variables; OTEL_ ones are read by OpenTelemetry itself
   * @throws IllegalArgumentException where a setting, or an OTEL_ variable, has no meaning; its
   *     message is for the user
   */
  public static Telemetry start(
      TelemetryConfig config, String version, Map<String, String> environment) {
    PrometheusMetricReader reader =
        PrometheusMetricReader.builder().setOtelScopeLabelsEnabled(false).build();
    Set<String> sent = new HashSet<>();
    OpenTelemetrySdk sdk;
    try {
      sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesSupplier(() -> OtlpProperties.of(config, environment))
              .addPropertiesCustomizer(
                  properties -> {
                    for (String signal : Set.of("traces", "metrics", "logs")) {
                      if (!"none".equals(properties.getString("otel." + signal + ".exporter"))) {
                        sent.add(signal);
                      }
                    }
                    // An exemplar links a metric to a trace, and is looked for at every
                    // measurement.
                    return sent.contains("traces")
                        ? Map.of()
                        : Map.of("otel.metrics.exemplar.filter", "always_off");
                  })
              .addResourceCustomizer(
                  (resource, properties) ->
                      resource.merge(Resource.builder().put("service.version", version).build()))
              .addMeterProviderCustomizer(
                  (provider, properties) -> provider.registerMetricReader(reader))
              .build()
              .getOpenTelemetrySdk();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("telemetry: " + e.getMessage(), e);
    }
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(reader);
    return new Telemetry(sdk, registry, Set.copyOf(sent));
  }

  /** Returns an observer that counts and times decisions; {@code ticker} is in nanoseconds. */
  public DecisionObserver decisionMetrics(LongSupplier ticker) {
    return new DecisionMetrics(meter(), ticker);
  }

  /** Returns an observer that traces decisions. */
  public DecisionObserver decisionTracer() {
    return new DecisionTracer(tracer());
  }

  /** Returns what counts gRPC calls, for all of the process's gRPC servers. */
  public CallMetrics callMetrics() {
    return new CallMetrics(meter());
  }

  /** Returns what registers numbers that others keep. */
  public Gauges gauges() {
    return new Gauges(meter());
  }

  /** Returns what makes instruments. */
  Meter meter() {
    return sdk.getMeter(SCOPE);
  }

  /** Returns what makes spans. */
  Tracer tracer() {
    return sdk.getTracer(SCOPE);
  }

  /** Returns whether spans go anywhere; where not, nothing of them should cost anything. */
  public boolean traces() {
    return sent.contains("traces");
  }

  /** Returns whether log lines are to be sent. */
  public boolean logs() {
    return sent.contains("logs");
  }

  /** Returns the whole of it, for libraries that report by themselves. */
  OpenTelemetry openTelemetry() {
    return sdk;
  }

  /** Returns where Prometheus reads all metrics. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** Sends what is not sent yet, for at most some seconds, and stops. */
  @Override
  public void close() {
    sdk.shutdown().join(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
    runtime.close();
  }
}
