package dev.weir.api.admin;

import dev.weir.api.grpc.LogThrottle;
import dev.weir.api.grpc.Problem;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a call through that carries one of the tokens as {@code authorization: Bearer TOKEN} (RFC
 * 6750), and answers any other with UNAUTHENTICATED. Thread-safe.
 */
public final class AdminAuthenticator implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(AdminAuthenticator.class);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String SCHEME = "Bearer ";
  private static final String HINT =
      ": send \"authorization: Bearer TOKEN\", with a token of the server's admin token file";

  private final AdminTokens tokens;
  private final LogThrottle throttle;
  private final LongAdder refused = new LongAdder();

  /**
   * Creates the interceptor. What it logs is bounded to a line a second.
   *
   * @param ticker monotonic nanoseconds, such as {@code System::nanoTime}
   */
  public AdminAuthenticator(AdminTokens tokens, LongSupplier ticker) {
    this.tokens = tokens;
    this.throttle = new LogThrottle(ticker, TimeUnit.SECONDS.toNanos(1));
  }

  /** Returns how many calls were refused. */
  public long refused() {
    return refused.sum();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String authorization = headers.get(AUTHORIZATION);
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return refuse(call, "TOKEN_MISSING", "this port needs a token");
    }
    if (!tokens.contains(authorization.substring(SCHEME.length()).strip())) {
      return refuse(call, "TOKEN_UNKNOWN", "this token is not one of the server's");
    }
    return next.startCall(call, headers);
  }

  private <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, String reason, String message) {
    refused.increment();
    long suppressed = throttle.tryAcquire();
    if (suppressed != LogThrottle.SUPPRESSED) {
      LOG.warn(
          "Refused {} from {}: {} ({} more refused since the last line; tokens are in {})",
          call.getMethodDescriptor().getFullMethodName(),
          call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
          reason,
          suppressed,
          tokens.file());
    }
    StatusRuntimeException refusal =
        Problem.of(Status.Code.UNAUTHENTICATED, reason, message + HINT).toException();
    Metadata trailers = refusal.getTrailers();
    call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
    return new ServerCall.Listener<>() {};
  }
}
