package dev.weir.api.grpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;

/**
 * Says why a call was not answered, in the form that every gRPC adapter answers with: a status, a
 * machine-readable reason, and words that say what to do.
 *
 * @param code never OK
 * @param reason stable API, in upper snake case; the same string is the metric's label
 * @param field the path of the field that is wrong; empty if none is
 * @param expected what would have been valid there; empty if no field is wrong
 * @param message for people: never holds internals
 */
public record Problem(
    Status.Code code, String reason, String field, String expected, String message) {
  /** The {@code google.rpc.ErrorInfo} domain of all of Weir's reasons. */
  public static final String DOMAIN = "weir.dev";

  /** A value that is not valid. */
  public static final String INVALID_FIELD = "INVALID_FIELD";

  /** The store cannot be reached, or not in time. */
  public static final String STORE_UNAVAILABLE = "STORE_UNAVAILABLE";

  /** The store refuses what it is asked: its set-up is wrong. */
  public static final String STORE_REFUSED = "STORE_REFUSED";

  /** A mistake of Weir's own; the log says more. */
  public static final String INTERNAL = "INTERNAL";

  /** Describes a value that is not valid. */
  public static Problem invalidField(String field, String expected, String message) {
    return new Problem(Status.Code.INVALID_ARGUMENT, INVALID_FIELD, field, expected, message);
  }

  /** Describes a problem that is none of a field's. */
  public static Problem of(Status.Code code, String reason, String message) {
    return new Problem(code, reason, "", "", message);
  }

  /**
   * Returns this problem as what a gRPC call fails with: with {@code ErrorInfo}, and {@code
   * BadRequest} for a field.
   */
  public StatusRuntimeException toException() {
    ErrorInfo.Builder info = ErrorInfo.newBuilder().setReason(reason).setDomain(DOMAIN);
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage(message);
    if (field.isEmpty()) {
      status.addDetails(Any.pack(info.build()));
    } else {
      info.putAllMetadata(Map.of("field", field, "expected", expected));
      BadRequest.FieldViolation violation =
          BadRequest.FieldViolation.newBuilder()
              .setField(field)
              .setDescription(message)
              .setReason(reason)
              .build();
      status
          .addDetails(Any.pack(info.build()))
          .addDetails(Any.pack(BadRequest.newBuilder().addFieldViolations(violation).build()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }
}
