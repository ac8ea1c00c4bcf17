package dev.weir.demo;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Makes unary calls whose answers are futures. */
final class Calls {
  private Calls() {}

  /**
   * Makes a call.
   *
   * @param method of an asynchronous stub
   * @return completed by whichever thread gets the answer; fails with the call's status
   */
  static <Q, R> CompletableFuture<R> call(BiConsumer<Q, StreamObserver<R>> method, Q request) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    method.accept(
        request,
        new StreamObserver<>() {
          @Override
          public void onNext(R response) {
            answer.complete(response);
          }

          @Override
          public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {
            // Where there was an answer, it is complete already.
            answer.completeExceptionally(
                Status.INTERNAL.withDescription("no answer").asRuntimeException());
          }
        });
    return answer;
  }
}
