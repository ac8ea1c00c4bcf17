package dev.weir.telemetry;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Continues a caller's trace (W3C Trace Context) over gRPC. Does nothing else, which is what keeps
 * it cheap: a call without a {@code traceparent} passes untouched. Thread-safe.
 */
public final class TraceParent implements ServerInterceptor {
  private static final Metadata.Key<String> TRACEPARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (!headers.containsKey(TRACEPARENT)) {
      return next.startCall(call, headers);
    }
    Context context =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, Headers.GETTER);
    try (Scope _ = context.makeCurrent()) {
      return new Traced<>(next.startCall(call, headers), context);
    }
  }

  /** Runs a call's handler, which works in these two methods, inside the caller's trace. */
  private static final class Traced<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Context context;

    Traced(ServerCall.Listener<Q> delegate, Context context) {
      super(delegate);
      this.context = context;
    }

    @Override
    public void onMessage(Q message) {
      try (Scope _ = context.makeCurrent()) {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      try (Scope _ = context.makeCurrent()) {
        super.onHalfClose();
      }
    }
  }

  private enum Headers implements TextMapGetter<Metadata> {
    GETTER;

    @Override
    @SuppressWarnings("deprecation") // Still abstract, and so still to be written.
    public Iterable<String> keys(Metadata carrier) {
      return List.copyOf(carrier.keys());
    }

    @Override
    public @Nullable String get(@Nullable Metadata carrier, String key) {
      return carrier == null
          ? null
          : carrier.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
    }
  }
}
