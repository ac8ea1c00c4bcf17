package dev.weir.telemetry;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts gRPC calls by method and status. A stream tracer, since it costs one object and one
 * addition a call, where an interceptor wraps every call and listener. Thread-safe.
 */
public final class CallMetrics extends ServerStreamTracer.Factory {
  /** Stands for methods that no service has: callers make up their names, which are not bounded. */
  private static final String UNKNOWN = "unknown";

  private final LongCounter calls;
  private final ConcurrentMap<Outcome, Attributes> attributes = new ConcurrentHashMap<>();

  /** Registers the counter. */
  public CallMetrics(Meter meter) {
    this.calls =
        meter
            .counterBuilder("weir.grpc.calls")
            .setDescription("gRPC calls that have ended, by method and status")
            .build();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    return new Tracer();
  }

  private record Outcome(String method, Status.Code status) {
    Attributes attributes() {
      return Attributes.of(
          AttributeKey.stringKey("method"),
          method,
          AttributeKey.stringKey("status"),
          status.name());
    }
  }

  private final class Tracer extends ServerStreamTracer {
    /**
     * Written before the call is handled and read after it has ended, but perhaps by another
     * thread.
     */
    private volatile String method = UNKNOWN;

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
      method = call.getMethodDescriptor().getFullMethodName();
    }

    @Override
    public void streamClosed(Status status) {
      Outcome outcome = new Outcome(method, status.getCode());
      calls.add(1, attributes.computeIfAbsent(outcome, Outcome::attributes));
    }
  }
}
