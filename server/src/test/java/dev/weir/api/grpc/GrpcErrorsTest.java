package dev.weir.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.weir.store.StoreException;
import dev.weir.validation.InvalidFieldException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GrpcErrorsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final GrpcErrors errors = new GrpcErrors(nanos::get);

  @Test
  void namesTheFieldTheExpectationAndTheValueOfAnInvalidField() throws IOException {
    StatusRuntimeException thrown =
        errors.toException(new InvalidFieldException("network.ip", "an address", "here"));

    assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(thrown.getStatus().getDescription())
        .isEqualTo("network.ip: \"here\" (expected: an address)");
    ErrorInfo info = detail(thrown, ErrorInfo.class);
    assertThat(info.getReason()).isEqualTo("INVALID_FIELD");
    assertThat(info.getDomain()).isEqualTo("weir.dev");
    assertThat(info.getMetadataMap())
        .containsEntry("field", "network.ip")
        .containsEntry("expected", "an address");
    assertThat(detail(thrown, BadRequest.class).getFieldViolations(0).getField())
        .isEqualTo("network.ip");
  }

  @Test
  void tellsAStoreThatMayComeBackFromOneThatWillNot() throws IOException {
    IOException cause = new IOException("redis://user:secret@host");

    StatusRuntimeException away = errors.toException(StoreException.unavailable("x", cause));
    StatusRuntimeException refused = errors.toException(StoreException.refused("x", cause));

    assertThat(away.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(detail(away, ErrorInfo.class).getReason()).isEqualTo("STORE_UNAVAILABLE");
    assertThat(detail(refused, ErrorInfo.class).getReason()).isEqualTo("STORE_REFUSED");
  }

  @Test
  void hidesInternals() {
    StatusRuntimeException thrown =
        errors.toException(new CompletionException(new IllegalStateException("secret")));

    assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(thrown.getStatus().getDescription()).doesNotContain("secret");
  }

  @Test
  void passesAStatusAsItIs() {
    StatusRuntimeException status = Status.NOT_FOUND.withDescription("none").asRuntimeException();

    assertThat(errors.toException(new CompletionException(status))).isSameAs(status);
  }

  @Test
  void describesAnExceptionThatItMadeAsTheSameProblem() {
    Problem problem = Problem.invalidField("a.b", "a number", "a.b: \"x\" (expected: a number)");

    assertThat(errors.toProblem(problem.toException())).isEqualTo(problem);
  }

  @Test
  void letsOneLogLineThroughInEachIntervalAndCountsTheRest() {
    LogThrottle throttle = new LogThrottle(nanos::get, 100);

    assertThat(throttle.tryAcquire()).isZero();
    assertThat(throttle.tryAcquire()).isEqualTo(LogThrottle.SUPPRESSED);
    nanos.set(99);
    assertThat(throttle.tryAcquire()).isEqualTo(LogThrottle.SUPPRESSED);
    nanos.set(100);
    assertThat(throttle.tryAcquire()).isEqualTo(2);
  }

  private static <T extends Message> T detail(StatusRuntimeException thrown, Class<T> type)
      throws IOException {
    com.google.rpc.Status status = Objects.requireNonNull(StatusProto.fromThrowable(thrown));
    for (Any detail : status.getDetailsList()) {
      if (detail.is(type)) {
        return detail.unpack(type);
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + status);
  }
}
