package dev.weir.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Account;
import dev.weir.account.AccountStore;
import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.store.StoreException;
import dev.weir.v1.BatchPutAccountsRequest;
import dev.weir.v1.BatchPutAccountsResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a batch flows, with a store that answers when the test says. */
class BatchPutCallTest {
  private final Deque<CompletableFuture<@Nullable Void>> puts = new ArrayDeque<>();
  private final List<Integer> sizes = new ArrayList<>();
  private final Responses responses = new Responses();
  private final BatchPutCall call =
      new BatchPutCall(
          slowStore(), new AccountMessages(Pseudonyms.none()), new GrpcErrors(() -> 0), responses);

  @Test
  void gathersOneChunkWhileAnotherIsStoredAndReadsNoMoreAhead() {
    assertThat(responses.requested).isEqualTo(1);
    call.onNext(accounts(0, BatchPutCall.CHUNK));
    assertThat(responses.requested).isEqualTo(2);
    call.onNext(accounts(1_000, BatchPutCall.CHUNK));
    assertThat(responses.requested).isEqualTo(2);
    assertThat(puts).hasSize(1);

    puts.remove().complete(null);
    assertThat(puts).hasSize(1);
    assertThat(responses.requested).isEqualTo(3);
  }

  @Test
  void putsWhatGatheredMeanwhileInOneStep() {
    for (int i = 0; i < 10; i++) {
      call.onNext(accounts(i, 1));
    }
    puts.remove().complete(null);

    assertThat(sizes).containsExactly(1, 9);
  }

  @Test
  void cutsALargeMessageIntoChunks() {
    call.onNext(accounts(0, 2 * BatchPutCall.CHUNK + 1));
    call.onCompleted();
    puts.remove().complete(null);
    puts.remove().complete(null);
    assertThat(responses.answers).isEmpty();
    puts.remove().complete(null);

    assertThat(sizes).containsExactly(BatchPutCall.CHUNK, BatchPutCall.CHUNK, 1);
    assertThat(responses.answers.getFirst().getStored()).isEqualTo(2 * BatchPutCall.CHUNK + 1);
    assertThat(responses.completed).isTrue();
  }

  @Test
  void failsOnceWithTheStore() {
    call.onNext(accounts(0, 1));
    call.onNext(accounts(1, 1));
    puts.remove().completeExceptionally(StoreException.unavailable("away", new IOException()));
    call.onNext(accounts(2, 1));
    call.onCompleted();

    assertThat(responses.errors).hasSize(1);
    assertThat(Status.fromThrowable(responses.errors.getFirst()).getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(responses.answers).isEmpty();
    assertThat(puts).isEmpty();
  }

  @Test
  void storesNoMoreAfterItWasCancelled() {
    call.onNext(accounts(0, 1));
    call.onNext(accounts(1, 1));
    call.onError(Status.CANCELLED.asRuntimeException());
    puts.remove().complete(null);

    assertThat(puts).isEmpty();
    assertThat(responses.answers).isEmpty();
    assertThat(responses.errors).isEmpty();
  }

  private static BatchPutAccountsRequest accounts(int from, int count) {
    BatchPutAccountsRequest.Builder request = BatchPutAccountsRequest.newBuilder();
    for (int i = from; i < from + count; i++) {
      request.addAccounts(dev.weir.v1.Account.newBuilder().setAccountId("a" + i));
    }
    return request.build();
  }

  @SuppressWarnings("unchecked") // It is the only method that a batch calls.
  private AccountStore slowStore() {
    return (AccountStore)
        Proxy.newProxyInstance(
            AccountStore.class.getClassLoader(),
            new Class<?>[] {AccountStore.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("put");
              sizes.add(((Collection<Account>) arguments[0]).size());
              CompletableFuture<@Nullable Void> put = new CompletableFuture<>();
              puts.add(put);
              return put;
            });
  }

  private static final class Responses extends ServerCallStreamObserver<BatchPutAccountsResponse> {
    final List<BatchPutAccountsResponse> answers = new ArrayList<>();
    final List<Throwable> errors = new ArrayList<>();
    boolean completed;
    int requested;

    @Override
    public void onNext(BatchPutAccountsResponse value) {
      answers.add(value);
    }

    @Override
    public void onError(Throwable t) {
      errors.add(t);
    }

    @Override
    public void onCompleted() {
      completed = true;
    }

    @Override
    public void request(int count) {
      requested += count;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable onCancelHandler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setOnReadyHandler(Runnable onReadyHandler) {}

    @Override
    public void disableAutoRequest() {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void setMessageCompression(boolean enable) {}
  }
}
