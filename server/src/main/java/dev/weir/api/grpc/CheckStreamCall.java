package dev.weir.api.grpc;

import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One CheckStream: asks for each request's answer and sends it as soon as it is there, in whatever
 * order. At most {@link #IN_FLIGHT} requests are read ahead of their answers, and none while the
 * client does not read: a client that only sends costs no memory. Thread-safe.
 */
final class CheckStreamCall implements StreamObserver<CheckRequest> {
  static final int IN_FLIGHT = 256;

  private final Function<CheckRequest, CompletionStage<CheckResponse>> check;
  private final ServerCallStreamObserver<CheckResponse> responses;
  private final Consumer<CheckStreamCall> onEnd;

  // All guarded by this.
  private int inFlight;
  private int owed = IN_FLIGHT;
  private boolean halfClosed;
  private boolean leaving;
  private boolean ended;

  /**
   * Begins to read.
   *
   * @param onEnd told when nothing more is sent, at least once; must not block
   */
  CheckStreamCall(
      Function<CheckRequest, CompletionStage<CheckResponse>> check,
      ServerCallStreamObserver<CheckResponse> responses,
      Consumer<CheckStreamCall> onEnd) {
    this.check = check;
    this.responses = responses;
    this.onEnd = onEnd;
    responses.disableAutoRequest();
    responses.setOnReadyHandler(this::readOn);
    // Without one, sending to a client that went away would throw.
    responses.setOnCancelHandler(this::cancel);
  }

  @Override
  public void onNext(CheckRequest request) {
    synchronized (this) {
      if (ended) {
        return; // Nobody would hear the answer: nothing may be consumed for it.
      }
      inFlight++;
    }
    check.apply(request).whenComplete(this::answered);
  }

  @Override
  public void onError(Throwable cause) {
    cancel();
  }

  @Override
  public synchronized void onCompleted() {
    halfClosed = true;
    completeIfDone();
  }

  /** Reads no further, and ends the stream with OK when all that was read is answered. */
  synchronized void leave() {
    leaving = true;
    completeIfDone();
  }

  private synchronized void answered(CheckResponse response, Throwable failure) {
    inFlight--;
    owed++;
    if (ended) {
      return;
    }
    if (failure != null) {
      end();
      responses.onError(Status.INTERNAL.withDescription("the check failed").asRuntimeException());
      return;
    }
    responses.onNext(response);
    readOn();
    completeIfDone();
  }

  private synchronized void readOn() {
    if (!ended && !leaving && owed > 0 && responses.isReady()) {
      int requests = owed;
      owed = 0;
      responses.request(requests);
    }
  }

  private void completeIfDone() {
    if ((halfClosed || leaving) && inFlight == 0 && !ended) {
      end();
      responses.onCompleted();
    }
  }

  private synchronized void cancel() {
    end();
  }

  private void end() {
    ended = true;
    onEnd.accept(this);
  }
}
