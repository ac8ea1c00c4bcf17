package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import dev.weir.client.FakeWeir;
import dev.weir.v1.Challenge;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.Contribution;
import dev.weir.v1.Evidence;
import dev.weir.v1.LimitStatus;
import dev.weir.v1.Reason;
import dev.weir.v1.Risk;
import dev.weir.v1.ShadowVerdict;
import dev.weir.v1.Verdict;
import org.junit.jupiter.api.Test;

/** What the command prints of a verdict. */
class CheckCommandTest extends CheckFixture {
  private static final CheckResponse DENIED =
      CheckResponse.newBuilder()
          .setDecisionId("01JDECISION")
          .setVerdict(Verdict.DENY)
          .setPolicyVersion("model-api@0123456789ab")
          .setEvidence(Evidence.PARTIAL)
          .addReasons(
              Reason.newBuilder()
                  .setCode("RATE_LIMITED")
                  .setRule("over_limit")
                  .setDetail("requests_per_minute"))
          .setRetryAfter(Duration.newBuilder().setSeconds(62).setNanos(1))
          .addLimits(
              LimitStatus.newBuilder()
                  .setName("requests_per_minute")
                  .setLimit(1000)
                  .setResetAfter(Duration.newBuilder().setSeconds(90))
                  .setWindow(Duration.newBuilder().setSeconds(60)))
          .addLimits(LimitStatus.newBuilder().setName("in_flight").setLimit(4).setRemaining(4))
          .setRisk(
              Risk.newBuilder()
                  .setScore(0.25)
                  .addContributions(
                      Contribution.newBuilder()
                          .setFamily("pushed")
                          .setSource("fraud")
                          .setScore(0.25)
                          .setEvidence("score")))
          .build();

  @Test
  void allowExitsWith0AndPrintsTheVerdictFirst() {
    Weir.Run run = check("--account", "a1");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            ALLOW  by policy model-api@0123456789ab, evidence complete
            Decision 01JDECISION
            """);
  }

  @Test
  void denyExitsWith11AndShowsReasonsRetryLimitsAndRisk() {
    server.answer(DENIED);

    Weir.Run run = check("--account", "a1");

    assertThat(run.exitCode()).isEqualTo(11);
    assertThat(run.out())
        .isEqualTo(
            """
            DENY  by policy model-api@0123456789ab, evidence partial
            Decision 01JDECISION
            Reason   RATE_LIMITED (rule over_limit): requests_per_minute
            Risk     0.25
            Retry    after 1 minute 3 seconds

            Limits
              LIMIT                REMAINING     OF  IN        RESETS
              requests_per_minute          0  1,000  1 minute  in 1 minute 30 seconds
              in_flight                    4      4  at once

            Risk comes from
              FAMILY  SOURCE  SCORE  EVIDENCE
              pushed  fraud    0.25  score
            """);
  }

  @Test
  void challengeExitsWith10AndSaysWhatIsAskedAndWhere() {
    server.answer(
        CheckResponse.newBuilder()
            .setDecisionId("01JDECISION")
            .setVerdict(Verdict.CHALLENGE)
            .setPolicyVersion("p@1")
            .setEvidence(Evidence.COMPLETE)
            .setChallenge(
                Challenge.newBuilder()
                    .setChallengeId("c1")
                    .addKinds("payment")
                    .addKinds("identity")
                    .setExpiresAt(Timestamp.newBuilder().setSeconds(1_800_000_000))
                    .setUrl("https://verify.example/c1"))
            .build());

    Weir.Run run = check("--account", "a1");

    assertThat(run.exitCode()).isEqualTo(10);
    assertThat(run.out())
        .isEqualTo(
            """
            CHALLENGE  by policy p@1, evidence complete
            Decision 01JDECISION
            Asked    any one of payment, identity, until 2027-01-15T08:00:00Z
                     challenge c1 at https://verify.example/c1
            """);
  }

  @Test
  void whatShadowRulesWouldHaveDecidedIsShown() {
    server.answer(
        FakeWeir.allow(CheckRequest.getDefaultInstance()).toBuilder()
            .addShadows(
                ShadowVerdict.newBuilder()
                    .setVerdict(Verdict.CHALLENGE)
                    .addReasons(Reason.newBuilder().setCode("C").setRule("unknown_account")))
            .build());

    Weir.Run run = check("--account", "a1");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).endsWith("Shadow   CHALLENGE: C (rule unknown_account)\n");
  }

  @Test
  void jsonIsOneLineWithTheContractsNamesAndItsZeros() throws Exception {
    server.answer(DENIED);

    Weir.Run run = check("--account", "a1", "--request-id", "r1", "--json");

    assertThat(run.exitCode()).isEqualTo(11);
    assertThat(run.out().lines()).hasSize(1);
    assertThat(run.out())
        .contains("\"decision_id\":\"01JDECISION\"")
        .contains("\"remaining\":\"0\"");
    CheckResponse.Builder parsed = CheckResponse.newBuilder();
    JsonFormat.parser().merge(run.out(), parsed);
    assertThat(parsed.build()).isEqualTo(DENIED.toBuilder().setRequestId("r1").build());
  }

  @Test
  void whatACallerChoseCannotSteerTheTerminal() {
    server.answer(
        DENIED.toBuilder()
            .setReasons(
                0, Reason.newBuilder().setCode("C").setRule("r").setDetail("\u001b[2J\u202e"))
            .build());

    assertThat(check("--account", "a1").out()).contains("(rule r): ?[2J?\n");
  }

  @Test
  void theVerdictIsColouredWhereTheTerminalHasColours() {
    assertThat(check(new Weir().colours(), "--account", "a1").out())
        .startsWith("\u001b[1m\u001b[32mALLOW\u001b[");
  }
}
