package dev.weir.cli;

import dev.weir.v1.AccountServiceGrpc.AccountServiceStub;
import dev.weir.v1.BatchPutAccountsRequest;
import dev.weir.v1.BatchPutAccountsResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends accounts over one stream, no faster than the server takes them. Has no deadline as a whole,
 * since an import may be long; a server that takes nothing for a while ends it.
 */
final class AccountUpload
    implements ClientResponseObserver<BatchPutAccountsRequest, BatchPutAccountsResponse> {
  private final Duration patience;
  private final Semaphore changed = new Semaphore(0);
  private final CompletableFuture<BatchPutAccountsResponse> response = new CompletableFuture<>();

  @SuppressWarnings("NullAway.Init")
  private ClientCallStreamObserver<BatchPutAccountsRequest> requests;

  private AccountUpload(Duration patience) {
    this.patience = patience;
  }

  /** Opens a stream. */
  static AccountUpload start(AccountServiceStub stub, Duration patience) {
    AccountUpload upload = new AccountUpload(patience);
    var unused = stub.batchPutAccounts(upload);
    return upload;
  }

  /**
   * Sends a message as soon as there is room. Once the stream has ended it does nothing: {@link
   * #finish} says why.
   */
  void send(BatchPutAccountsRequest message) {
    while (!response.isDone()) {
      if (requests.isReady()) {
        requests.onNext(message);
        return;
      }
      if (!awaitChange()) {
        cancel();
        throw Status.DEADLINE_EXCEEDED.asRuntimeException();
      }
    }
  }

  /** Says that all is sent, and returns what the server made of it. */
  BatchPutAccountsResponse finish() {
    if (!response.isDone()) {
      requests.onCompleted();
    }
    try {
      return response.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw Status.fromThrowable(e.getCause()).asRuntimeException();
    } catch (TimeoutException e) {
      cancel();
      throw Status.DEADLINE_EXCEEDED.asRuntimeException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
    }
  }

  /** Ends the stream. What the server already took stays. */
  void cancel() {
    requests.cancel("the import was given up", null);
  }

  private boolean awaitChange() {
    try {
      return changed.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<BatchPutAccountsRequest> stream) {
    requests = stream;
    stream.setOnReadyHandler(changed::release);
  }

  @Override
  public void onNext(BatchPutAccountsResponse answer) {
    response.complete(answer);
    changed.release();
  }

  @Override
  public void onError(Throwable failure) {
    response.completeExceptionally(failure);
    changed.release();
  }

  @Override
  public void onCompleted() {
    if (response.completeExceptionally(
        Status.INTERNAL.withDescription("the stream ended without an answer").asException())) {
      changed.release();
    }
  }
}
