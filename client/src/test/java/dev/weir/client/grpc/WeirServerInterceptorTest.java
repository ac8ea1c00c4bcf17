package dev.weir.client.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.weir.client.Exchange;
import dev.weir.client.FakeWeir;
import dev.weir.client.Fallback;
import dev.weir.client.WeirClient;
import dev.weir.v1.Account;
import dev.weir.v1.AccountServiceGrpc;
import dev.weir.v1.AccountServiceGrpc.AccountServiceImplBase;
import dev.weir.v1.BatchPutAccountsRequest;
import dev.weir.v1.BatchPutAccountsResponse;
import dev.weir.v1.Challenge;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.GetAccountRequest;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import dev.weir.v1.ReportRequest;
import dev.weir.v1.Verdict;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeirServerInterceptorTest {
  private static final java.time.Duration LONG = java.time.Duration.ofSeconds(20);
  private FakeWeir weir;
  private WeirClient client;
  private Server api;
  private ManagedChannel channel;
  private final AtomicInteger served = new AtomicInteger();
  private volatile BiConsumer<GetAccountRequest, StreamObserver<Account>> handler =
      (request, answer) -> FakeWeir.reply(answer, Account.getDefaultInstance());

  @BeforeEach
  void start() throws IOException {
    weir = FakeWeir.start();
    serve(Fallback.DENY);
  }

  private void serve(Fallback fallback) throws IOException {
    client =
        WeirClient.builder()
            .target(weir.address())
            .plaintext()
            .deadline(LONG)
            .fallback(fallback)
            .build();
    String name = InProcessServerBuilder.generateName();
    api =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new Api())
            .intercept(WeirServerInterceptor.of(client, WeirServerInterceptorTest::question))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    api.shutdownNow().awaitTermination();
    client.close();
    weir.close();
  }

  /** The model API that is guarded. */
  private final class Api extends AccountServiceImplBase {
    @Override
    public void getAccount(GetAccountRequest request, StreamObserver<Account> answer) {
      served.incrementAndGet();
      handler.accept(request, answer);
    }

    @Override
    public StreamObserver<BatchPutAccountsRequest> batchPutAccounts(
        StreamObserver<BatchPutAccountsResponse> answer) {
      served.incrementAndGet();
      AtomicInteger count = new AtomicInteger();
      return new StreamObserver<>() {
        @Override
        public void onNext(BatchPutAccountsRequest request) {
          count.addAndGet(request.getAccountsCount());
        }

        @Override
        public void onError(Throwable cancelled) {
          // The client went away.
        }

        @Override
        public void onCompleted() {
          FakeWeir.reply(
              answer, BatchPutAccountsResponse.newBuilder().setStored(count.get()).build());
        }
      };
    }
  }

  private static Optional<CheckRequest> question(
      ServerCall<?, ?> call, Metadata headers, Optional<Object> message) {
    String account =
        message
            .map(sent -> ((GetAccountRequest) sent).getAccountId())
            .orElse(String.valueOf(call.getMethodDescriptor().getBareMethodName()));
    return account.equals("health")
        ? Optional.empty()
        : Optional.of(
            CheckRequest.newBuilder()
                .setPrincipal(Principal.newBuilder().setAccountId(account))
                .setOperation(Operation.newBuilder().setInputTokens(100).setMaxOutputTokens(1_000))
                .build());
  }

  private Account call(String account) {
    return AccountServiceGrpc.newBlockingStub(channel)
        .getAccount(GetAccountRequest.newBuilder().setAccountId(account).build());
  }

  private StatusRuntimeException refused(String account) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> call(account));
  }

  private static com.google.rpc.Status status(StatusRuntimeException e) {
    return Objects.requireNonNull(StatusProto.fromThrowable(e));
  }

  private static <T extends Message> Optional<T> detail(StatusRuntimeException e, Class<T> type) {
    for (Any any : status(e).getDetailsList()) {
      if (any.is(type)) {
        try {
          return Optional.of(any.unpack(type));
        } catch (InvalidProtocolBufferException broken) {
          throw new AssertionError(broken);
        }
      }
    }
    return Optional.empty();
  }

  private ReportRequest report() {
    await().until(() -> !weir.reports().isEmpty());
    assertThat(weir.reports()).hasSize(1);
    return weir.reports().peek();
  }

  @Test
  void anAllowedCallIsServedAndWhatItUsedIsReported() {
    handler =
        (request, answer) -> {
          Exchange exchange = WeirServerInterceptor.current().orElseThrow();
          exchange.used(12, 34);
          exchange.signal("x", 0.5);
          FakeWeir.reply(answer, Account.newBuilder().setTier("served").build());
        };

    assertThat(call("a1").getTier()).isEqualTo("served");
    assertThat(weir.checks().peek().getPrincipal().getAccountId()).isEqualTo("a1");
    assertThat(report())
        .isEqualTo(
            ReportRequest.newBuilder()
                .setDecisionId("01JDECISION")
                .setAccountId("a1")
                .setInputTokens(12)
                .setOutputTokens(34)
                .setOutcome("ok")
                .putSignals("x", 0.5)
                .build());
  }

  @Test
  void whereNobodySaysWhatWasUsedTheReservationIsReported() {
    call("a1");

    assertThat(report().getInputTokens()).isEqualTo(100);
    assertThat(report().getOutputTokens()).isEqualTo(1_000);
  }

  @Test
  void aCallThatTheReaderLeavesOutPassesUnasked() {
    call("health");

    assertThat(served).hasValue(1);
    assertThat(weir.checks()).isEmpty();
  }

  @Test
  void aDeniedCallIsRefusedWithItsCodeAndNoMore() {
    weir.answer(FakeWeir.DENY);

    StatusRuntimeException refusal = refused("a1");

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(detail(refusal, ErrorInfo.class))
        .contains(
            ErrorInfo.newBuilder().setDomain("weir.dev").setReason("ACCOUNT_SUSPENDED").build());
    assertThat(status(refusal).toString()).doesNotContain("secret");
    assertThat(served).hasValue(0);
    assertThat(weir.reports()).isEmpty();
  }

  @Test
  void aCallOverItsLimitIsToldWhenToComeBack() {
    Duration wait = Duration.newBuilder().setSeconds(7).build();
    weir.answer(FakeWeir.DENY.toBuilder().setRetryAfter(wait).build());

    StatusRuntimeException refusal = refused("a1");

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(detail(refusal, RetryInfo.class).map(RetryInfo::getRetryDelay)).contains(wait);
  }

  @ParameterizedTest
  @EnumSource(names = {"CHALLENGE", "DENY"})
  void aChallengedCallIsToldWhatToProve(Verdict verdict) {
    weir.answer(
        FakeWeir.DENY.toBuilder()
            .setVerdict(verdict)
            .setChallenge(
                Challenge.newBuilder()
                    .setChallengeId("c1")
                    .addKinds("email")
                    .addKinds("phone")
                    .setUrl("https://verify.example/c1"))
            .build());

    StatusRuntimeException refusal = refused("a1");

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(detail(refusal, ErrorInfo.class).orElseThrow().getMetadataMap())
        .isEqualTo(
            Map.of(
                "challenge_id", "c1", "kinds", "email,phone", "url", "https://verify.example/c1"));
  }

  @Test
  void aFallbackToDenyIsUnavailable() {
    weir.onCheck((request, answer) -> answer.onError(Status.INTERNAL.asRuntimeException()));

    assertThat(refused("a1").getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(served).hasValue(0);
  }

  @Test
  void aFallbackToAllowIsServedAndNotReported() throws Exception {
    stop();
    weir = FakeWeir.start();
    serve(Fallback.ALLOW);
    weir.onCheck((request, answer) -> answer.onError(Status.INTERNAL.asRuntimeException()));

    call("a1");
    client.close();

    assertThat(served).hasValue(1);
    assertThat(weir.reports()).isEmpty();
  }

  @Test
  void aQuestionThatWeirFindsInvalidRefusesTheCall() {
    weir.onCheck(
        (request, answer) ->
            answer.onError(Status.INVALID_ARGUMENT.withDescription("secret").asRuntimeException()));

    StatusRuntimeException refusal = refused("a1");

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal).hasMessageNotContaining("secret");
    assertThat(served).hasValue(0);
  }

  @Test
  void aHandlerThatFailsIsReportedWithItsStatus() {
    handler = (request, answer) -> answer.onError(Status.ABORTED.asRuntimeException());

    refused("a1");

    assertThat(report().getOutcome()).isEqualTo("aborted");
  }

  @Test
  void aHandlerThatThrowsIsReportedToo() {
    handler =
        (request, answer) -> {
          throw new IllegalStateException("a bug of the handler, thrown on purpose");
        };

    assertThat(refused("a1").getStatus().getCode()).isEqualTo(Status.Code.UNKNOWN);
    assertThat(report().getOutcome()).isEqualTo("unknown");
  }

  @Test
  void aCallThatItsClientGivesUpIsReported() {
    CompletableFuture<StreamObserver<Account>> running = new CompletableFuture<>();
    handler = (request, answer) -> running.complete(answer);
    var call =
        AccountServiceGrpc.newFutureStub(channel)
            .getAccount(GetAccountRequest.newBuilder().setAccountId("a1").build());
    assertThat(running).succeedsWithin(LONG);

    call.cancel(true);

    assertThat(report().getOutcome()).isEqualTo("cancelled");
  }

  @Test
  void aCallThatIsGivenUpBeforeItsVerdictIsNotServedAndUsesNothing() {
    CompletableFuture<StreamObserver<CheckResponse>> asked = new CompletableFuture<>();
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    weir.onCheck(
        (request, answer) -> {
          ((ServerCallStreamObserver<CheckResponse>) answer)
              .setOnCancelHandler(() -> gone.complete(true));
          asked.complete(answer);
        });
    var call =
        AccountServiceGrpc.newFutureStub(channel)
            .getAccount(GetAccountRequest.newBuilder().setAccountId("a1").build());
    assertThat(asked).succeedsWithin(LONG);

    call.cancel(true);

    // The check was made in the call's context, and ends with it: Weir itself sees the caller go.
    assertThat(gone).succeedsWithin(LONG);
    assertThat(served).hasValue(0);
  }

  @Test
  void aCallOfManyMessagesIsJudgedAtItsBeginningAndLosesNone() {
    CompletableFuture<BatchPutAccountsResponse> response = new CompletableFuture<>();
    StreamObserver<BatchPutAccountsRequest> requests =
        AccountServiceGrpc.newStub(channel)
            .batchPutAccounts(
                new StreamObserver<>() {
                  @Override
                  public void onNext(BatchPutAccountsResponse answer) {
                    response.complete(answer);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    response.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    // The answer came before.
                  }
                });
    for (int i = 0; i < 100; i++) {
      requests.onNext(
          BatchPutAccountsRequest.newBuilder().addAccounts(Account.getDefaultInstance()).build());
    }
    requests.onCompleted();

    assertThat(response)
        .succeedsWithin(LONG)
        .extracting(BatchPutAccountsResponse::getStored)
        .isEqualTo(100L);
    assertThat(weir.checks())
        .extracting(check -> check.getPrincipal().getAccountId())
        .containsExactly("BatchPutAccounts");
    assertThat(report().getOutcome()).isEqualTo("ok");
  }
}
