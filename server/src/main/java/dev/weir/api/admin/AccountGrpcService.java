package dev.weir.api.admin;

import dev.weir.account.AccountStore;
import dev.weir.account.Profile;
import dev.weir.account.Pseudonyms;
import dev.weir.account.RiskScore;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.api.grpc.Problem;
import dev.weir.v1.Account;
import dev.weir.v1.AccountServiceGrpc.AccountServiceImplBase;
import dev.weir.v1.BatchPutAccountsRequest;
import dev.weir.v1.BatchPutAccountsResponse;
import dev.weir.v1.DeleteAccountRequest;
import dev.weir.v1.DeleteAccountResponse;
import dev.weir.v1.GetAccountRequest;
import dev.weir.v1.ListRiskScoresRequest;
import dev.weir.v1.ListRiskScoresResponse;
import dev.weir.v1.PutAccountRequest;
import dev.weir.v1.PutAccountResponse;
import dev.weir.v1.PutRiskScoreRequest;
import dev.weir.v1.PutRiskScoreResponse;
import dev.weir.validation.Check;
import dev.weir.validation.InvalidFieldException;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Serves accounts and risk scores to the provider's own systems. Blocks no thread of the transport.
 */
public final class AccountGrpcService extends AccountServiceImplBase {
  private final AccountStore store;
  private final AccountMessages messages;
  private final Pseudonyms pseudonyms;
  private final LongSupplier clock;
  private final GrpcErrors errors;
  private final Calls calls;

  /**
   * Creates the service.
   *
   * @param pseudonyms what identifiers are kept as
   * @param clock epoch milliseconds, corrected to the store's
   */
  public AccountGrpcService(
      AccountStore store, Pseudonyms pseudonyms, LongSupplier clock, GrpcErrors errors) {
    this.store = store;
    this.messages = new AccountMessages(pseudonyms);
    this.pseudonyms = pseudonyms;
    this.clock = clock;
    this.errors = errors;
    this.calls = new Calls(errors);
  }

  @Override
  public void putAccount(PutAccountRequest request, StreamObserver<PutAccountResponse> responses) {
    calls.answer(
        responses,
        () ->
            store
                .put(List.of(messages.account(request.getAccount())))
                .thenApply(done -> PutAccountResponse.getDefaultInstance()));
  }

  @Override
  public StreamObserver<BatchPutAccountsRequest> batchPutAccounts(
      StreamObserver<BatchPutAccountsResponse> responses) {
    return new BatchPutCall(
        store, messages, errors, (ServerCallStreamObserver<BatchPutAccountsResponse>) responses);
  }

  @Override
  public void getAccount(GetAccountRequest request, StreamObserver<Account> responses) {
    calls.answer(
        responses, () -> find(request.getAccountId()).thenApply(found -> account(request, found)));
  }

  @Override
  public void deleteAccount(
      DeleteAccountRequest request, StreamObserver<DeleteAccountResponse> responses) {
    calls.answer(
        responses,
        () ->
            store
                .delete(pseudonyms.account(Check.required("account_id", request.getAccountId())))
                .thenApply(done -> DeleteAccountResponse.getDefaultInstance()));
  }

  @Override
  public void putRiskScore(
      PutRiskScoreRequest request, StreamObserver<PutRiskScoreResponse> responses) {
    calls.answer(responses, () -> putScores(request.getScoresList()));
  }

  @Override
  public void listRiskScores(
      ListRiskScoresRequest request, StreamObserver<ListRiskScoresResponse> responses) {
    calls.answer(
        responses, () -> find(request.getAccountId()).thenApply(found -> scores(request, found)));
  }

  private CompletionStage<Profile> find(String accountId) {
    return store.find(pseudonyms.account(Check.required("account_id", accountId)));
  }

  private Account account(GetAccountRequest request, Profile found) {
    if (!found.known()) {
      throw Problem.of(
              Status.Code.NOT_FOUND, "ACCOUNT_NOT_FOUND", "no account with this id was ever put")
          .toException();
    }
    // The caller has the raw id, which is not kept where pseudonyms are.
    return messages.message(found.account()).toBuilder()
        .setAccountId(request.getAccountId())
        .build();
  }

  private CompletionStage<PutRiskScoreResponse> putScores(List<dev.weir.v1.RiskScore> scores) {
    long now = clock.getAsLong();
    List<RiskScore> valid = new ArrayList<>(scores.size());
    Rejections rejections = new Rejections();
    for (int i = 0; i < scores.size(); i++) {
      try {
        valid.add(messages.riskScore(scores.get(i), now));
      } catch (InvalidFieldException e) {
        rejections.add(i, scores.get(i).getAccountId(), e);
      }
    }
    return store
        .putScores(valid)
        .thenApply(
            done ->
                PutRiskScoreResponse.newBuilder()
                    .setStored(valid.size())
                    .setRejected(rejections.count())
                    .addAllRejections(rejections.described())
                    .build());
  }

  private ListRiskScoresResponse scores(ListRiskScoresRequest request, Profile found) {
    long now = clock.getAsLong();
    ListRiskScoresResponse.Builder response = ListRiskScoresResponse.newBuilder();
    for (RiskScore score : found.scores()) {
      if (now < score.expiresAt()) {
        response.addScores(
            messages.message(score).toBuilder().setAccountId(request.getAccountId()));
      }
    }
    return response.build();
  }
}
