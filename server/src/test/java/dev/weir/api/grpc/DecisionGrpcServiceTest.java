package dev.weir.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.rpc.ErrorInfo;
import dev.weir.decision.Decision;
import dev.weir.decision.Evidence;
import dev.weir.decision.Reason;
import dev.weir.decision.Risk;
import dev.weir.decision.Verdict;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Usage;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.Network;
import dev.weir.v1.Operation;
import dev.weir.v1.ReportRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What goes over the wire, one call at a time. */
final class DecisionGrpcServiceTest extends DecisionServiceFixture {
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

  private static ErrorInfo info(StatusRuntimeException e) {
    try {
      return Objects.requireNonNull(StatusProto.fromThrowable(e))
          .getDetails(0)
          .unpack(ErrorInfo.class);
    } catch (InvalidProtocolBufferException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
