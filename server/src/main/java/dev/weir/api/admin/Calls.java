package dev.weir.api.admin;

import dev.weir.api.grpc.GrpcErrors;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Answers unary calls with what a stage brings, or with what its failure means to a caller. */
final class Calls {
  private final GrpcErrors errors;

  Calls(GrpcErrors errors) {
    this.errors = errors;
  }

  /** Answers a call. What {@code answer} throws is answered as well. */
  <T> void answer(StreamObserver<T> responses, Supplier<CompletionStage<T>> answer) {
    // Without a handler, an answer to a client that went away would throw.
    ((ServerCallStreamObserver<T>) responses).setOnCancelHandler(() -> {});
    CompletionStage<T> stage;
    try {
      stage = answer.get();
    } catch (RuntimeException e) {
      responses.onError(errors.toException(e));
      return;
    }
    stage.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            responses.onNext(response);
            responses.onCompleted();
          } else {
            responses.onError(errors.toException(failure));
          }
        });
  }
}
