package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.weir.v1.Challenge;
import dev.weir.v1.GetChallengeRequest;
import dev.weir.v1.ResolveChallengeRequest;
import dev.weir.v1.ResolveChallengeResponse;
import dev.weir.v1.Verification;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ChallengeCommandTest {
  @AutoClose private final FakeAdmin admin = FakeAdmin.start();

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
}
