package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.weir.v1.ListRiskScoresRequest;
import dev.weir.v1.ListRiskScoresResponse;
import dev.weir.v1.PutRiskScoreRequest;
import dev.weir.v1.PutRiskScoreResponse;
import dev.weir.v1.Rejection;
import dev.weir.v1.RiskScore;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RiskCommandTest {
  @AutoClose private final FakeAdmin admin = FakeAdmin.start();

  @Test
  void riskPutSendsEveryField() {
    Weir.Run run =
        admin.run(
            "risk",
            "put",
            "a1",
            "--source=fraud",
            "--score=0.8",
            "--reason=stolen card",
            "--half-life=7d",
            "--observed-at=2026-10-31T12:00:00Z",
            "--expires-at=2026-12-01");

    assertThat(run).isEqualTo(new Weir.Run(0, "Stored the score of a1 from fraud\n", ""));
    assertThat(admin.requests())
        .containsExactly(
            PutRiskScoreRequest.newBuilder()
                .addScores(
                    RiskScore.newBuilder()
                        .setAccountId("a1")
                        .setSource("fraud")
                        .setScore(0.8)
                        .setReason("stolen card")
                        .setHalfLife(Durations.fromDays(7))
                        .setObservedAt(Timestamps.fromSeconds(1_793_448_000))
                        .setExpiresAt(Timestamps.fromSeconds(1_796_083_200)))
                .build());
  }

  @Test
  void riskPutWasObservedNowUnlessToldOtherwise() {
    admin.run("risk", "put", "a1", "--source=fraud", "--score=0.8");

    assertThat(admin.requests())
        .containsExactly(
            PutRiskScoreRequest.newBuilder()
                .addScores(
                    RiskScore.newBuilder()
                        .setAccountId("a1")
                        .setSource("fraud")
                        .setScore(0.8)
                        .setObservedAt(Timestamps.fromMillis(Weir.NOW.toEpochMilli())))
                .build());
  }

  @Test
  void aScoreThatIsNotStoredExitsWith2() {
    admin.answer(
        PutRiskScoreRequest.class,
        PutRiskScoreResponse.newBuilder()
            .setRejected(1)
            .addRejections(
                Rejection.newBuilder()
                    .setId("a1")
                    .setField("score")
                    .setMessage("score: 8.0 (expected: 0 to 1)"))
            .build());

    assertThat(admin.run("risk", "put", "a1", "--source=fraud", "--score=8"))
        .isEqualTo(new Weir.Run(2, "", "weir risk put: a1: score: 8.0 (expected: 0 to 1)\n"));
  }

  @Test
  void riskListIsATable() {
    admin.answer(
        ListRiskScoresRequest.class,
        ListRiskScoresResponse.newBuilder()
            .addScores(
                RiskScore.newBuilder()
                    .setSource("fraud")
                    .setScore(0.8)
                    .setReason("stolen card")
                    .setHalfLife(Durations.fromDays(7))
                    .setObservedAt(Timestamps.fromSeconds(1_800_000_000))
                    .setExpiresAt(Timestamps.fromSeconds(1_800_086_400)))
            .build());

    assertThat(admin.run("risk", "list", "a1").out())
        .isEqualTo(
            """
              SOURCE  SCORE  OBSERVED              HALVES EVERY  EXPIRES               REASON
              fraud    0.80  2027-01-15T08:00:00Z  7 days        2027-01-16T08:00:00Z  stolen card
            """);
    assertThat(admin.run("risk", "list", "a1", "--json").out())
        .contains("\"half_life\":\"604800s\"");
  }
}
