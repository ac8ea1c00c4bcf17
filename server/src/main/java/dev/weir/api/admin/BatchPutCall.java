package dev.weir.api.admin;

import dev.weir.account.Account;
import dev.weir.account.AccountStore;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.v1.BatchPutAccountsRequest;
import dev.weir.v1.BatchPutAccountsResponse;
import dev.weir.validation.InvalidFieldException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stream of accounts to be put. While one chunk is being stored the next is gathered, and no
 * more is read ahead than that: memory is bounded, whatever the sender does. Chunks are stored one
 * after the other, so that of two accounts with one id the later counts.
 */
final class BatchPutCall implements StreamObserver<BatchPutAccountsRequest> {
  static final int CHUNK = 1_000;

  private final AccountStore store;
  private final AccountMessages messages;
  private final GrpcErrors errors;
  private final ServerCallStreamObserver<BatchPutAccountsResponse> responses;

  // Guarded by this: the store's threads come in as well.
  private final Rejections rejections = new Rejections();
  private final Map<String, Account> gathered = new LinkedHashMap<>();
  private long position;
  private boolean storing;
  private boolean advancing;
  private boolean awaiting = true;
  private boolean complete;
  private boolean ended;

  BatchPutCall(
      AccountStore store,
      AccountMessages messages,
      GrpcErrors errors,
      ServerCallStreamObserver<BatchPutAccountsResponse> responses) {
    this.store = store;
    this.messages = messages;
    this.errors = errors;
    this.responses = responses;
    // Each message is asked for when there is room.
    responses.disableAutoRequest();
    responses.setOnCancelHandler(this::abandon);
    responses.request(1);
  }

  @Override
  public synchronized void onNext(BatchPutAccountsRequest request) {
    awaiting = false;
    for (dev.weir.v1.Account message : request.getAccountsList()) {
      try {
        Account account = messages.account(message);
        gathered.put(account.accountId(), account);
      } catch (InvalidFieldException e) {
        rejections.add(position, message.getAccountId(), e);
      }
      position++;
    }
    advance();
  }

  @Override
  public synchronized void onError(Throwable cancelled) {
    abandon();
  }

  @Override
  public synchronized void onCompleted() {
    complete = true;
    advance();
  }

  /**
   * Does all that can be done now. A store that answers at once comes back here: then the loop
   * below goes on.
   */
  private void advance() {
    if (advancing) {
      return;
    }
    advancing = true;
    while (!ended && !storing && !gathered.isEmpty()) {
      put();
    }
    advancing = false;
    if (ended) {
      return;
    }
    if (complete && !storing) {
      ended = true;
      responses.onNext(response());
      responses.onCompleted();
    } else if (!complete && !awaiting && gathered.size() < CHUNK) {
      awaiting = true;
      responses.request(1);
    }
  }

  private void put() {
    List<Account> chunk = new ArrayList<>(Math.min(CHUNK, gathered.size()));
    Iterator<Account> accounts = gathered.values().iterator();
    while (accounts.hasNext() && chunk.size() < CHUNK) {
      chunk.add(accounts.next());
      accounts.remove();
    }
    storing = true;
    store.put(chunk).whenComplete((done, failure) -> settle(failure));
  }

  private synchronized void settle(@Nullable Throwable failure) {
    storing = false;
    if (failure != null && !ended) {
      ended = true;
      responses.onError(errors.toException(failure));
    }
    advance();
  }

  private synchronized void abandon() {
    ended = true;
    gathered.clear();
  }

  private BatchPutAccountsResponse response() {
    return BatchPutAccountsResponse.newBuilder()
        .setStored(position - rejections.count())
        .setRejected(rejections.count())
        .addAllRejections(rejections.described())
        .build();
  }
}
