package dev.weir.api.admin;

import static dev.weir.api.admin.AdminServer.NOW;
import static dev.weir.api.admin.AdminServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.weir.account.Profile;
import dev.weir.account.Pseudonyms;
import dev.weir.v1.Account;
import dev.weir.v1.AccountServiceGrpc;
import dev.weir.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.weir.v1.BatchPutAccountsRequest;
import dev.weir.v1.BatchPutAccountsResponse;
import dev.weir.v1.DeleteAccountRequest;
import dev.weir.v1.GetAccountRequest;
import dev.weir.v1.ListRiskScoresRequest;
import dev.weir.v1.PutAccountRequest;
import dev.weir.v1.PutRiskScoreRequest;
import dev.weir.v1.PutRiskScoreResponse;
import dev.weir.v1.RiskScore;
import dev.weir.v1.Verification;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AccountGrpcServiceTest {
  @AutoClose private AdminServer admin = AdminServer.start(Pseudonyms.none());

  @Test
  void givesBackWhatWasPut() {
    Account account = account("a1").setTier("build").build();
    put(account);

    assertThat(get("a1").getTier()).isEqualTo("build");
  }

  @Test
  void namesTheFieldThatIsNotValid() {
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        "account_id",
        () -> put(account("").build()));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        "verification.level",
        () ->
            put(
                account("a1")
                    .setVerification(Verification.newBuilder().setLevelValue(42))
                    .build()));
    assertRefused(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", "account_id", () -> get(""));
  }

  @Test
  void doesNotFindAnAccountThatWasNeverPut() {
    assertRefused(Status.Code.NOT_FOUND, "ACCOUNT_NOT_FOUND", "", () -> get("a1"));
  }

  @Test
  void forgetsADeletedAccountAndItsScores() {
    put(account("a1").build());
    putScores(score("a1", "fraud").build());
    delete("a1");
    delete("a1");

    assertRefused(Status.Code.NOT_FOUND, "ACCOUNT_NOT_FOUND", "", () -> get("a1"));
    assertThat(scores("a1")).isEmpty();
  }

  @Test
  void keepsTheNewestScoreOfEachSource() {
    putScores(
        score("a1", "fraud").setScore(0.9).setObservedAt(Timestamps.fromMillis(NOW - 10)).build(),
        score("a1", "abuse").setScore(0.2).build());
    putScores(
        score("a1", "fraud").setScore(0.1).setObservedAt(Timestamps.fromMillis(NOW - 20)).build());

    assertThat(scores("a1"))
        .extracting(RiskScore::getSource, RiskScore::getScore)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("fraud", 0.9),
            org.assertj.core.groups.Tuple.tuple("abuse", 0.2));
  }

  @Test
  void doesNotListAScoreThatHasExpired() {
    putScores(score("a1", "fraud").setExpiresAt(Timestamps.fromMillis(NOW + 10)).build());
    admin.clock.set(NOW + 10);

    assertThat(scores("a1")).isEmpty();
  }

  @Test
  void judgesEachScoreByItself() {
    PutRiskScoreResponse response =
        putScores(
            score("a1", "fraud").build(),
            score("a2", "fraud").setScore(7).build(),
            score("a3", "fraud").setHalfLife(Durations.fromMillis(-1)).build());

    assertThat(response.getStored()).isEqualTo(1);
    assertThat(response.getRejected()).isEqualTo(2);
    assertThat(response.getRejections(0).getIndex()).isEqualTo(1);
    assertThat(response.getRejections(0).getId()).isEqualTo("a2");
    assertThat(response.getRejections(0).getField()).isEqualTo("score");
    assertThat(response.getRejections(0).getMessage())
        .isEqualTo("score: 7.0 (expected: a number from 0 to 1)");
    assertThat(response.getRejections(1).getField()).isEqualTo("half_life");
  }

  @Test
  void storesABatchAndNamesWhatItCouldNot() {
    BatchPutAccountsResponse response =
        batch(
            List.of(account("a1").build(), account("").setTier("x").build()),
            List.of(),
            List.of(account("a2").setTier("old").build(), account("a2").setTier("new").build()));

    assertThat(response.getStored()).isEqualTo(3);
    assertThat(response.getRejected()).isEqualTo(1);
    assertThat(response.getRejections(0).getIndex()).isEqualTo(1);
    assertThat(response.getRejections(0).getField()).isEqualTo("account_id");
    assertThat(get("a1").getAccountId()).isEqualTo("a1");
    assertThat(get("a2").getTier()).isEqualTo("new");
  }

  @Test
  void storesAnEmptyBatch() {
    assertThat(batch()).isEqualTo(BatchPutAccountsResponse.getDefaultInstance());
  }

  @Test
  void describesTheFirstHundredRejectionsAndCountsAll() {
    List<Account> bad = IntStream.range(0, 250).mapToObj(i -> account("").build()).toList();

    BatchPutAccountsResponse response = batch(bad);
    assertThat(response.getRejected()).isEqualTo(250);
    assertThat(response.getRejectionsCount()).isEqualTo(100);
    assertThat(response.getRejections(99).getIndex()).isEqualTo(99);
  }

  @Test
  void storesMoreThanAChunk() {
    int count = 5 * BatchPutCall.CHUNK + 1;
    List<Account> all = IntStream.range(0, count).mapToObj(i -> account("a" + i).build()).toList();

    assertThat(batch(all).getStored()).isEqualTo(count);
    assertThat(get("a" + (count - 1)).getAccountId()).isEqualTo("a" + (count - 1));
  }

  @Test
  void putsIdentifiersUnderPseudonymsAndTakesTheRawOnes() throws Exception {
    Pseudonyms pseudonyms = Pseudonyms.keyed("k".repeat(32).getBytes(StandardCharsets.UTF_8));
    admin.close();
    admin = AdminServer.start(pseudonyms);
    put(account("a1").setOrganizationId("o1").build());
    putScores(score("a1", "fraud").build());

    Account found = get("a1");
    assertThat(found.getAccountId()).isEqualTo("a1");
    assertThat(found.getOrganizationId()).isEqualTo(pseudonyms.organization("o1"));
    assertThat(scores("a1").getFirst().getAccountId()).isEqualTo("a1");
    assertThat(profile("a1").known()).isFalse();
    assertThat(profile(pseudonyms.account("a1")).known()).isTrue();
    delete("a1");
    assertThat(profile(pseudonyms.account("a1")).known()).isFalse();
  }

  private BatchPutAccountsResponse batch(List<?>... messages) {
    CompletableFuture<BatchPutAccountsResponse> response = new CompletableFuture<>();
    StreamObserver<BatchPutAccountsRequest> requests =
        AccountServiceGrpc.newStub(admin.channel)
            .batchPutAccounts(
                new StreamObserver<>() {
                  @Override
                  public void onNext(BatchPutAccountsResponse value) {
                    response.complete(value);
                  }

                  @Override
                  public void onError(Throwable t) {
                    response.completeExceptionally(t);
                  }

                  @Override
                  public void onCompleted() {}
                });
    for (List<?> message : messages) {
      BatchPutAccountsRequest.Builder request = BatchPutAccountsRequest.newBuilder();
      message.forEach(account -> request.addAccounts((Account) account));
      requests.onNext(request.build());
    }
    requests.onCompleted();
    return response.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private Profile profile(String id) {
    return admin.store.accounts().find(id).toCompletableFuture().join();
  }

  private AccountServiceBlockingStub stub() {
    return AccountServiceGrpc.newBlockingStub(admin.channel);
  }

  private void put(Account account) {
    var _ = stub().putAccount(PutAccountRequest.newBuilder().setAccount(account).build());
  }

  private Account get(String id) {
    return stub().getAccount(GetAccountRequest.newBuilder().setAccountId(id).build());
  }

  private void delete(String id) {
    var _ = stub().deleteAccount(DeleteAccountRequest.newBuilder().setAccountId(id).build());
  }

  private PutRiskScoreResponse putScores(RiskScore... scores) {
    return stub()
        .putRiskScore(PutRiskScoreRequest.newBuilder().addAllScores(List.of(scores)).build());
  }

  private List<RiskScore> scores(String id) {
    return stub()
        .listRiskScores(ListRiskScoresRequest.newBuilder().setAccountId(id).build())
        .getScoresList();
  }

  private static Account.Builder account(String id) {
    return Account.newBuilder().setAccountId(id);
  }

  private static RiskScore.Builder score(String id, String source) {
    return RiskScore.newBuilder().setAccountId(id).setSource(source).setScore(0.5);
  }
}
