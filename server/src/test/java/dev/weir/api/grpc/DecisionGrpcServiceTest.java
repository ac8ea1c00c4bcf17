package dev.weir.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.rpc.ErrorInfo;
import dev.weir.account.Pseudonyms;
import dev.weir.decision.Decision;
import dev.weir.decision.Engine;
import dev.weir.decision.Evidence;
import dev.weir.decision.Facts;
import dev.weir.decision.Reason;
import dev.weir.decision.Risk;
import dev.weir.decision.Verdict;
import dev.weir.limit.Acquisition;
import dev.weir.limit.DecisionId;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import dev.weir.limit.Usage;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.Network;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import dev.weir.v1.ReportRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire, against an engine that answers when the test says. */
final class DecisionGrpcServiceTest {
  private static final long NOW = 1_800_000_000_000L;

  private final Map<String, CompletableFuture<Decision>> pending = new ConcurrentHashMap<>();
  private final Queue<Facts> asked = new ConcurrentLinkedQueue<>();
  private final Queue<Long> budgets = new ConcurrentLinkedQueue<>();
  private final Queue<Usage> settled = new ConcurrentLinkedQueue<>();
  private final Pseudonyms pseudonyms = Pseudonyms.none();
  private boolean answerAtOnce = true;
  private DecisionGrpcService service;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    Engine engine =
        (facts, now, budget) -> {
          asked.add(facts);
          budgets.add(budget.remainingNanos());
          return answerAtOnce
              ? CompletableFuture.completedStage(allow(facts.requestId()))
              : pending.computeIfAbsent(facts.requestId(), id -> new CompletableFuture<>());
        };
    service =
        new DecisionGrpcService(
            engine, new Settlements(), () -> NOW, () -> 0, new GrpcErrors(() -> 0), pseudonyms);
    server =
        InProcessServerBuilder.forName("decisions-" + System.identityHashCode(this))
            .directExecutor()
            .addService(service)
            .build()
            .start();
    channel =
        InProcessChannelBuilder.forName("decisions-" + System.identityHashCode(this))
            .directExecutor()
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private static Decision allow(String requestId) {
    return new Decision(
        requestId,
        "01",
        Verdict.ALLOW,
        List.of(),
        0,
        Optional.empty(),
        List.of(new LimitStatus("requests", 100, 99, false, 0, 61_500, 60_000)),
        Risk.NONE,
        Evidence.COMPLETE,
        "model-api@0123456789ab",
        List.of());
  }

  private boolean answer(String requestId) {
    return pending
        .computeIfAbsent(requestId, id -> new CompletableFuture<>())
        .complete(allow(requestId));
  }

  private DecisionServiceGrpc.DecisionServiceBlockingStub stub() {
    return DecisionServiceGrpc.newBlockingStub(channel);
  }

  private static CheckRequest.Builder request(String requestId) {
    return CheckRequest.newBuilder()
        .setRequestId(requestId)
        .setPrincipal(Principal.newBuilder().setAccountId("a1"));
  }

  private static ErrorInfo info(StatusRuntimeException e) {
    try {
      return Objects.requireNonNull(StatusProto.fromThrowable(e))
          .getDetails(0)
          .unpack(ErrorInfo.class);
    } catch (InvalidProtocolBufferException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  @Test
  void passesEveryFieldOn() {
    CheckResponse response =
        stub()
            .check(
                request("r1")
                    .setNetwork(Network.newBuilder().setIp("::ffff:192.0.2.7").setAsn(64_500))
                    .setOperation(Operation.newBuilder().setModel("large").setMaxOutputTokens(1024))
                    .putSignals("elicitation", 0.5)
                    .putLabels("route", "x")
                    .build());

    assertThat(asked)
        .singleElement()
        .satisfies(
            facts -> {
              assertThat(facts.principal().accountId()).isEqualTo("a1");
              assertThat(facts.network().ip()).isEqualTo("192.0.2.7");
              assertThat(facts.network().asn()).isEqualTo(64_500);
              assertThat(facts.operation().maxOutputTokens()).isEqualTo(1024);
              assertThat(facts.signals()).containsEntry("elicitation", 0.5);
              assertThat(facts.labels()).containsEntry("route", "x");
            });
    assertThat(response.getVerdict()).isEqualTo(dev.weir.v1.Verdict.ALLOW);
    assertThat(response.getEvidence()).isEqualTo(dev.weir.v1.Evidence.COMPLETE);
    assertThat(response.getRequestId()).isEqualTo("r1");
    assertThat(response.getPolicyVersion()).isEqualTo("model-api@0123456789ab");
    assertThat(response.hasRetryAfter()).isFalse();
    assertThat(response.getLimits(0).getRemaining()).isEqualTo(99);
    assertThat(Durations.toMillis(response.getLimits(0).getResetAfter())).isEqualTo(61_500);
  }

  @Test
  void writesReasonsRetryAndShadows() {
    answerAtOnce = false;
    Decision denied =
        new Decision(
            "r1",
            "01",
            Verdict.DENY,
            List.of(new Reason("RATE_LIMITED", "over_limit", "5 of 5")),
            1_250,
            Optional.empty(),
            List.of(),
            new Risk(0.5, List.of(new Risk.Contribution("pushed", "fraud", 0.5, "said so"))),
            Evidence.LOCAL,
            "p@1",
            List.of(new Decision.Shadow("p@1", Verdict.DENY, List.of())));
    pending.put("r1", CompletableFuture.completedFuture(denied));

    CheckResponse response = stub().check(request("r1").build());

    assertThat(response.getReasons(0).getCode()).isEqualTo("RATE_LIMITED");
    assertThat(Durations.toMillis(response.getRetryAfter())).isEqualTo(1_250);
    assertThat(response.getRisk().getContributions(0).getFamily()).isEqualTo("pushed");
    assertThat(response.getEvidence()).isEqualTo(dev.weir.v1.Evidence.LOCAL);
    assertThat(response.getShadows(0).getVerdict()).isEqualTo(dev.weir.v1.Verdict.DENY);
  }

  @Test
  void namesTheFieldThatIsNotValid() {
    assertThatThrownBy(() -> stub().check(CheckRequest.newBuilder().setRequestId("r1").build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(e.getStatus().getDescription()).startsWith("principal.account_id: \"\"");
              assertThat(info(e).getReason()).isEqualTo("INVALID_FIELD");
              assertThat(info(e).getDomain()).isEqualTo("weir.dev");
              assertThat(info(e).getMetadataMap()).containsEntry("field", "principal.account_id");
            });
    assertThat(asked).isEmpty();
  }

  @Test
  void givesTheEngineNoMoreTimeThanTheCallerHas() {
    stub().withDeadlineAfter(2, TimeUnit.SECONDS).check(request("r1").build());

    assertThat(budgets.element()).isPositive().isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(2));
  }

  @Test
  void outlivesACallerThatGoesAway() {
    answerAtOnce = false;
    assertThatThrownBy(
            () -> stub().withDeadlineAfter(20, TimeUnit.MILLISECONDS).check(request("r1").build()))
        .isInstanceOf(StatusRuntimeException.class);

    assertThat(answer("r1")).isTrue();
    answerAtOnce = true;
    assertThat(stub().check(request("r2").build()).getRequestId()).isEqualTo("r2");
  }

  @Test
  void answersOnAStreamInTheOrderOfTheAnswers() throws InterruptedException {
    answerAtOnce = false;
    Answers answers = new Answers();
    StreamObserver<CheckRequest> requests =
        DecisionServiceGrpc.newStub(channel).checkStream(answers);
    requests.onNext(request("slow").build());
    requests.onNext(request("quick").build());
    requests.onCompleted();

    answer("quick");
    answer("slow");

    assertThat(answers.next().getRequestId()).isEqualTo("quick");
    assertThat(answers.next().getRequestId()).isEqualTo("slow");
    Awaitility.await().until(() -> answers.completed);
  }

  @Test
  void goesOnAfterARequestOnAStreamThatIsNotValid() throws InterruptedException {
    Answers answers = new Answers();
    StreamObserver<CheckRequest> requests =
        DecisionServiceGrpc.newStub(channel).checkStream(answers);
    requests.onNext(request("bad").putSignals("s", Double.NaN).build());
    requests.onNext(request("good").build());

    CheckResponse bad = answers.next();
    assertThat(bad.getRequestId()).isEqualTo("bad");
    assertThat(bad.getError().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    assertThat(bad.getError().getField()).isEqualTo("signals[s]");
    assertThat(answers.next().getVerdict()).isEqualTo(dev.weir.v1.Verdict.ALLOW);
    requests.onCompleted();
  }

  @Test
  void readsNoFurtherAheadOfItsAnswersThanItSays() {
    answerAtOnce = false;
    Answers answers = new Answers();
    StreamObserver<CheckRequest> requests =
        DecisionServiceGrpc.newStub(channel).checkStream(answers);
    for (int i = 0; i < CheckStreamCall.IN_FLIGHT + 50; i++) {
      requests.onNext(request("r" + i).build());
    }

    assertThat(asked).hasSize(CheckStreamCall.IN_FLIGHT);
    answer("r0");
    assertThat(asked).hasSize(CheckStreamCall.IN_FLIGHT + 1);
    requests.onError(Status.CANCELLED.asException());
  }

  @Test
  void endsAStreamThatIsToEndWhenAllThatWasReadIsAnswered() throws InterruptedException {
    answerAtOnce = false;
    Answers answers = new Answers();
    StreamObserver<CheckRequest> requests =
        DecisionServiceGrpc.newStub(channel).checkStream(answers);
    requests.onNext(request("r1").build());
    requests.onNext(request("r2").build());

    service.endStreams();
    answer("r1");
    assertThat(answers.next().getRequestId()).isEqualTo("r1");
    assertThat(answers.completed).isFalse();
    answer("r2");

    assertThat(answers.next().getRequestId()).isEqualTo("r2");
    assertThat(answers.completed).isTrue();
    requests.onNext(request("r3").build());
    assertThat(asked).as("nobody would hear of it").hasSize(2);
  }

  @Test
  void readsNoFurtherFromAStreamThatIsToEnd() {
    answerAtOnce = false;
    Answers answers = new Answers();
    StreamObserver<CheckRequest> requests =
        DecisionServiceGrpc.newStub(channel).checkStream(answers);
    for (int i = 0; i < CheckStreamCall.IN_FLIGHT + 50; i++) {
      requests.onNext(request("r" + i).build());
    }

    service.endStreams();
    for (int i = 0; i < CheckStreamCall.IN_FLIGHT; i++) {
      answer("r" + i);
    }

    assertThat(answers.received).hasSize(CheckStreamCall.IN_FLIGHT);
    assertThat(answers.completed).isTrue();
    assertThat(asked).hasSize(CheckStreamCall.IN_FLIGHT);
  }

  @Test
  void endsAStreamAtOnceThatComesTooLate() {
    service.endStreams();

    Answers answers = new Answers();
    DecisionServiceGrpc.newStub(channel).checkStream(answers);

    assertThat(answers.completed).isTrue();
  }

  @Test
  void settlesAReport() {
    String decisionId = DecisionId.create(NOW, 7, new Random(1));
    stub()
        .report(
            ReportRequest.newBuilder()
                .setDecisionId(decisionId)
                .setAccountId("a1")
                .setInputTokens(3)
                .setOutputTokens(4)
                .build());

    assertThat(settled).containsExactly(new Usage(decisionId, 3, 4));
  }

  @Test
  void refusesAReportOfNoDecision() {
    assertThatThrownBy(
            () ->
                stub()
                    .report(
                        ReportRequest.newBuilder().setDecisionId("x").setAccountId("a1").build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(info(e).getMetadataMap()).containsEntry("field", "decision_id"));
    assertThat(settled).isEmpty();
  }

  /** Remembers what was settled; nothing else is asked of it. */
  private final class Settlements implements LimitStore {
    @Override
    public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
      throw new AssertionError("the engine's to do");
    }

    @Override
    public CompletionStage<Boolean> settle(Usage usage, long now) {
      settled.add(usage);
      return CompletableFuture.completedStage(true);
    }

    @Override
    public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
      throw new AssertionError("the engine's to do");
    }
  }

  private static final class Answers implements StreamObserver<CheckResponse> {
    private final BlockingQueue<CheckResponse> received = new LinkedBlockingQueue<>();
    private volatile boolean completed;

    CheckResponse next() throws InterruptedException {
      CheckResponse next = received.poll(10, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next;
    }

    @Override
    public void onNext(CheckResponse response) {
      received.add(response);
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {
      completed = true;
    }
  }
}
