package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.sun.net.httpserver.HttpServer;
import dev.weir.v1.ApplyPolicyRequest;
import dev.weir.v1.ApplyPolicyResponse;
import dev.weir.v1.Challenge;
import dev.weir.v1.GetChallengeRequest;
import dev.weir.v1.GetPolicyRequest;
import dev.weir.v1.ListRiskScoresRequest;
import dev.weir.v1.ListRiskScoresResponse;
import dev.weir.v1.Policy;
import dev.weir.v1.PolicyProblem;
import dev.weir.v1.PutRiskScoreRequest;
import dev.weir.v1.PutRiskScoreResponse;
import dev.weir.v1.Rejection;
import dev.weir.v1.ReloadPolicyRequest;
import dev.weir.v1.ReloadPolicyResponse;
import dev.weir.v1.ResolveChallengeRequest;
import dev.weir.v1.ResolveChallengeResponse;
import dev.weir.v1.RiskScore;
import dev.weir.v1.ValidatePolicyRequest;
import dev.weir.v1.ValidatePolicyResponse;
import dev.weir.v1.Verification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminCommandsTest {
  private static final PolicyProblem PROBLEM =
      PolicyProblem.newBuilder()
          .setFile("policy.yaml")
          .setLine(12)
          .setColumn(5)
          .setPath("rules[2].when")
          .setMessage("risk.scor is not known (did you mean risk.score?)")
          .setSeverity("ERROR")
          .build();
  private static final Policy POLICY =
      Policy.newBuilder()
          .setName("model-api")
          .setVersion("model-api@0123456789ab")
          .setDigest("0123456789abcdef")
          .setOrigin("default")
          .setYaml("name: model-api\nbudget: 5ms\n")
          .setLoadedAt(Timestamps.fromSeconds(1_800_000_000))
          .build();

  @AutoClose private final FakeAdmin admin = FakeAdmin.start();

  // The token.

  @Test
  void theTokenComesFromAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), FakeAdmin.TOKEN + "\n");

    Weir.Run run =
        new Weir()
            .with("WEIR_ADMIN_TOKEN", "another")
            .run("policy", "show", "--admin", admin.address(), "--token-file", file.toString());

    assertThat(run.exitCode()).isZero();
  }

  @Test
  void theTokenComesFromWhatAServerWroteAtHome(@TempDir Path home) throws IOException {
    Files.createDirectory(home.resolve(".weir"));
    Files.writeString(home.resolve(".weir/admin.token"), FakeAdmin.TOKEN);

    Weir.Run run = new Weir().home(home).run("policy", "show", "--admin", admin.address());

    assertThat(run.exitCode()).isZero();
  }

  @Test
  void theHomeOfAServerCanBeElsewhere(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("admin.token"), FakeAdmin.TOKEN);

    Weir.Run run =
        new Weir()
            .with("WEIR_HOME", folder.toString())
            .with("WEIR_ADMIN", admin.address())
            .run("policy", "show");

    assertThat(run.exitCode()).isZero();
  }

  @Test
  void withoutATokenItSaysWhereOneCanComeFrom() {
    Weir.Run run = new Weir().run("policy", "show", "--admin", admin.address());

    assertThat(run)
        .isEqualTo(
            new Weir.Run(
                2,
                "",
                "weir policy show: no admin token: give --token-file FILE, set WEIR_ADMIN_TOKEN, or"
                    + " start a server here, which writes /nonexistent/.weir/admin.token\n"));
  }

  @Test
  void aWrongTokenIsRefusedAndNotShown() {
    Weir.Run run =
        new Weir()
            .with("WEIR_ADMIN_TOKEN", "wrong-token")
            .run("policy", "show", "--admin", admin.address());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("refused the admin token in WEIR_ADMIN_TOKEN; give the right one")
        .doesNotContain("wrong-token");
    assertThat(admin.requests()).isEmpty();
  }

  @Test
  void anotherPortIsNamed() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.start();
    try {
      String address = "127.0.0.1:" + http.getAddress().getPort();
      assertThat(
              new Weir()
                  .with("WEIR_ADMIN_TOKEN", FakeAdmin.TOKEN)
                  .run("policy", "show", "--admin", address))
          .isEqualTo(
              new Weir.Run(
                  1,
                  "",
                  "weir policy show: "
                      + address
                      + " does not speak gRPC; check the address that --admin names\n"));
    } finally {
      http.stop(0);
    }
    assertThat(
            new Weir()
                .with("WEIR_ADMIN_TOKEN", FakeAdmin.TOKEN)
                .run("policy", "show", "--admin", "localhost")
                .err())
        .endsWith("--admin: localhost (expected: HOST:PORT, such as 127.0.0.1:9091)\n");
  }

  // Risk.

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

  // Challenges.

  @Test
  void aPassedChallengePrintsItsClearance() {
    admin.answer(
        ResolveChallengeRequest.class,
        ResolveChallengeResponse.newBuilder()
            .setChallenge(
                Challenge.newBuilder()
                    .setChallengeId("c1")
                    .setAccountId("a1")
                    .addKinds("identity")
                    .setState("PASSED"))
            .setVerification(Verification.newBuilder().setLevel(Verification.Level.IDENTITY))
            .setClearance("token")
            .build());

    Weir.Run run =
        admin.run(
            "challenge",
            "resolve",
            "c1",
            "--passed=identity",
            "--method=document",
            "--identity-hash=h1",
            "--verification-expires-at=2027-10-31");

    assertThat(run)
        .isEqualTo(
            new Weir.Run(
                0,
                """
                Challenge     c1  PASSED
                Account       a1
                Any one of    identity
                Verification  IDENTITY
                Clearance     token
                """,
                ""));
    assertThat(admin.requests())
        .containsExactly(
            ResolveChallengeRequest.newBuilder()
                .setChallengeId("c1")
                .setPassed(true)
                .setKind("identity")
                .setMethod("document")
                .setIdentityHash("h1")
                .setVerificationExpiresAt(Timestamps.fromSeconds(1_824_940_800))
                .build());
  }

  @Test
  void aFailedChallengeSaysSo() {
    admin.run("challenge", "resolve", "c1", "--failed");

    assertThat(admin.requests())
        .containsExactly(ResolveChallengeRequest.newBuilder().setChallengeId("c1").build());
  }

  @Test
  void resolvingAsksForOneOfTheTwoEndings() {
    assertThat(admin.run("challenge", "resolve", "c1").exitCode()).isEqualTo(2);
    assertThat(admin.run("challenge", "resolve", "c1", "--passed=email", "--failed").exitCode())
        .isEqualTo(2);
    assertThat(admin.requests()).isEmpty();
  }

  @Test
  void challengeGetShowsIt() {
    admin.answer(
        GetChallengeRequest.class,
        Challenge.newBuilder()
            .setChallengeId("c1")
            .setAccountId("a1")
            .addKinds("email")
            .addKinds("phone")
            .setUrl("https://verify.example/c1")
            .setExpiresAt(Timestamps.fromSeconds(1_800_000_000))
            .setState("OPEN")
            .build());

    assertThat(admin.run("challenge", "get", "c1").out())
        .isEqualTo(
            """
            Challenge     c1  OPEN
            Account       a1
            Any one of    email, phone
            At            https://verify.example/c1
            Expires       2027-01-15T08:00:00Z
            """);
  }

  // Policy.

  @Test
  void policyShowPrintsWhereItIsFromAndItsText() {
    admin.answer(GetPolicyRequest.class, POLICY);

    assertThat(admin.run("policy", "show").out())
        .isEqualTo(
            """
            Policy  model-api@0123456789ab
            Origin  default
            Loaded  2027-01-15T08:00:00Z
            Digest  0123456789abcdef

            name: model-api
            budget: 5ms
            """);
    assertThat(admin.run("policy", "show", "--yaml").out()).isEqualTo(POLICY.getYaml());
    assertThat(admin.run("policy", "show", "--json").out())
        .contains("\"loaded_at\":\"2027-01-15T08:00:00Z\"");
  }

  @Test
  void policyValidateNamesEveryProblemAsCompilersDo() {
    admin.answer(
        ValidatePolicyRequest.class,
        ValidatePolicyResponse.newBuilder().addProblems(PROBLEM).addProblems(PROBLEM).build());

    Weir.Run run = admin.run(new Weir().input("name: x"), "policy", "validate", "-");

    String line =
        "-:12:5: error: rules[2].when: risk.scor is not known (did you mean risk.score?)\n";
    assertThat(run).isEqualTo(new Weir.Run(2, "", line + line));
    assertThat(admin.requests())
        .containsExactly(ValidatePolicyRequest.newBuilder().setYaml("name: x").build());
  }

  @Test
  void aValidPolicyExitsWith0(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), "name: x");

    assertThat(admin.run("policy", "validate", file.toString()))
        .isEqualTo(new Weir.Run(0, file + " is valid\n", ""));
  }

  @Test
  void policyApplySaysWhatIsInForce() {
    admin.answer(
        ApplyPolicyRequest.class,
        ApplyPolicyResponse.newBuilder().setApplied(true).setPolicy(POLICY).build());

    assertThat(admin.run(new Weir().input("name: x"), "policy", "apply", "-"))
        .isEqualTo(new Weir.Run(0, "In force: model-api@0123456789ab\n", ""));
  }

  @Test
  void aPolicyThatDoesNotLoadIsNotApplied() {
    admin.answer(
        ApplyPolicyRequest.class, ApplyPolicyResponse.newBuilder().addProblems(PROBLEM).build());

    Weir.Run run = admin.run(new Weir().input("name: x"), "policy", "apply", "-");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "-:12:5: error: rules[2].when: risk.scor is not known (did you mean risk.score?)",
            "weir policy apply: the policy does not load; the one in force stays as it was");
  }

  @Test
  void policyReloadNamesTheServersFile() {
    admin.answer(
        ReloadPolicyRequest.class, ReloadPolicyResponse.newBuilder().addProblems(PROBLEM).build());

    assertThat(admin.run("policy", "reload").err()).startsWith("policy.yaml:12:5: error: ");

    admin.answer(
        ReloadPolicyRequest.class,
        ReloadPolicyResponse.newBuilder().setApplied(true).setPolicy(POLICY).build());

    assertThat(admin.run("policy", "reload").out()).isEqualTo("In force: model-api@0123456789ab\n");
  }
}
