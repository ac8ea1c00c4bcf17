package dev.weir.api.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.weir.challenge.ChallengeException;
import dev.weir.store.StoreException;
import dev.weir.validation.InvalidFieldException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what went wrong into what a gRPC caller is told: one place for all adapters. Callers learn
 * what they can do about it, never internals; those are logged. Thread-safe.
 */
public final class GrpcErrors {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcErrors.class);
  private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LogThrottle internal;
  private final LogThrottle refused;

  /**
   * Creates a translator. What it logs is bounded to a line of each kind a second.
   *
   * @param ticker a monotonic clock in nanoseconds, such as {@code System::nanoTime}
   */
  public GrpcErrors(LongSupplier ticker) {
    internal = new LogThrottle(ticker, LOG_INTERVAL_NANOS);
    refused = new LogThrottle(ticker, LOG_INTERVAL_NANOS);
  }

  /**
   * Returns what a call fails with. A status passes as it is; anything that should not happen is
   * logged here.
   */
  public StatusRuntimeException toException(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof StatusRuntimeException status) {
      return status;
    }
    if (cause instanceof StatusException status) {
      return new StatusRuntimeException(status.getStatus(), status.getTrailers());
    }
    return describe(cause).toException();
  }

  /**
   * Returns what is to be said about {@code thrown}, for answers that carry it in a message, as a
   * stream's do.
   */
  public Problem toProblem(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return cause instanceof StatusRuntimeException || cause instanceof StatusException
        ? describeStatus(cause)
        : describe(cause);
  }

  private Problem describe(Throwable cause) {
    return switch (cause) {
      case InvalidFieldException e ->
          Problem.invalidField(e.field(), e.expected(), String.valueOf(e.getMessage()));
      case StoreException e when e.isTransient() ->
          Problem.of(
              Status.Code.UNAVAILABLE,
              Problem.STORE_UNAVAILABLE,
              "the store cannot be reached: try again later");
      case StoreException e -> {
        log(refused, "The store refused a call", e);
        yield Problem.of(
            Status.Code.UNAVAILABLE,
            Problem.STORE_REFUSED,
            "the store refuses this call: see the server's log");
      }
      case ChallengeException e ->
          Problem.of(code(e.reason()), e.reason().name(), String.valueOf(e.getMessage()));
      case CancellationException e ->
          Problem.of(Status.Code.CANCELLED, "CANCELLED", "the call was cancelled");
      default -> {
        log(internal, "A call failed", cause);
        yield Problem.of(
            Status.Code.INTERNAL, Problem.INTERNAL, "an error inside Weir: see the server's log");
      }
    };
  }

  private static Status.Code code(ChallengeException.Reason reason) {
    return switch (reason) {
      case CHALLENGE_NOT_FOUND -> Status.Code.NOT_FOUND;
      case CHALLENGE_EXPIRED -> Status.Code.FAILED_PRECONDITION;
      case CHALLENGE_KIND_MISMATCH, WRONG_ANSWER -> Status.Code.INVALID_ARGUMENT;
      case TOO_MANY_ATTEMPTS -> Status.Code.RESOURCE_EXHAUSTED;
    };
  }

  private static Problem describeStatus(Throwable cause) {
    Status status = Status.fromThrowable(cause);
    String message = status.getDescription() == null ? "" : status.getDescription();
    ErrorInfo info = ErrorInfo.getDefaultInstance();
    com.google.rpc.Status details = StatusProto.fromThrowable(cause);
    if (details != null) {
      for (Any detail : details.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          info = unpack(detail);
        }
      }
    }
    String reason = info.getReason().isEmpty() ? status.getCode().name() : info.getReason();
    return new Problem(
        status.getCode(),
        reason,
        info.getMetadataOrDefault("field", ""),
        info.getMetadataOrDefault("expected", ""),
        message);
  }

  private static ErrorInfo unpack(Any detail) {
    try {
      return detail.unpack(ErrorInfo.class);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a status that this server made cannot be read", e);
    }
  }

  private static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static void log(LogThrottle throttle, String what, Throwable cause) {
    long suppressed = throttle.tryAcquire();
    if (suppressed != LogThrottle.SUPPRESSED) {
      LOG.error("{} ({} more like it not logged)", what, suppressed, cause);
    }
  }
}
