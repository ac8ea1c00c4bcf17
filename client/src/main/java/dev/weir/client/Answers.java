package dev.weir.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.weir.client.FallbackCause.Kind;
import dev.weir.v1.CheckError;
import dev.weir.v1.CheckResponse;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;

/** Reads what came back: an answer, the caller's mistake, or a reason to fall back. */
final class Answers {
  private Answers() {}

  /**
   * Returns what Weir decided; a fallback where its verdict is one that this client does not know.
   */
  static CheckResult decided(CheckResponse response, Fallback fallback) {
    return switch (response.getVerdict()) {
      case ALLOW -> new CheckResult(Verdict.ALLOW, response, Optional.empty());
      case CHALLENGE -> new CheckResult(Verdict.CHALLENGE, response, Optional.empty());
      case DENY -> new CheckResult(Verdict.DENY, response, Optional.empty());
      case VERDICT_UNSPECIFIED, UNRECOGNIZED ->
          CheckResult.fallback(
              response.getRequestId(),
              fallback,
              new FallbackCause(
                  Kind.FAILED, "unknown verdict " + response.getVerdictValue() + " in the answer"));
    };
  }

  /**
   * Returns the mistake that the server found in the request; empty where it failed for another
   * reason.
   */
  static Optional<InvalidRequestException> mistake(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    if (status.getCode() != Status.Code.INVALID_ARGUMENT) {
      return Optional.empty();
    }
    ErrorInfo info = errorInfo(failure);
    return Optional.of(
        new InvalidRequestException(
            words(status), info.getMetadataOrDefault("field", ""), info.getReason()));
  }

  /** The same of an error on a stream. */
  static Optional<InvalidRequestException> mistake(CheckError error) {
    return error.getCode() == Status.Code.INVALID_ARGUMENT.value()
        ? Optional.of(
            new InvalidRequestException(error.getMessage(), error.getField(), error.getReason()))
        : Optional.empty();
  }

  /** Returns why there is no answer. */
  static FallbackCause cause(Status status) {
    Kind kind =
        switch (status.getCode()) {
          case UNAVAILABLE -> Kind.UNREACHABLE;
          case DEADLINE_EXCEEDED -> Kind.TIMEOUT;
          case RESOURCE_EXHAUSTED -> Kind.OVERLOADED;
          case UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED -> Kind.REFUSED;
          case CANCELLED -> Kind.CANCELLED;
          default -> Kind.FAILED;
        };
    return new FallbackCause(kind, status.getCode() + ": " + words(status));
  }

  private static String words(Status status) {
    String description = status.getDescription();
    return description == null ? "no description" : description;
  }

  private static ErrorInfo errorInfo(Throwable failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          try {
            return detail.unpack(ErrorInfo.class);
          } catch (InvalidProtocolBufferException e) {
            // A detail that cannot be read says no more than none: the status's own words remain.
            return ErrorInfo.getDefaultInstance();
          }
        }
      }
    }
    return ErrorInfo.getDefaultInstance();
  }
}
