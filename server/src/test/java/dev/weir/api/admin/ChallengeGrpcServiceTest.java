package dev.weir.api.admin;

import static dev.weir.api.admin.AdminServer.NOW;
import static dev.weir.api.admin.AdminServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.weir.account.Pseudonyms;
import dev.weir.challenge.Challenges.Ask;
import dev.weir.challenge.Kind;
import dev.weir.v1.Challenge;
import dev.weir.v1.ChallengeServiceGrpc;
import dev.weir.v1.ChallengeServiceGrpc.ChallengeServiceBlockingStub;
import dev.weir.v1.GetChallengeRequest;
import dev.weir.v1.ResolveChallengeRequest;
import dev.weir.v1.ResolveChallengeResponse;
import dev.weir.v1.SolveChallengeRequest;
import dev.weir.v1.Verification.Level;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ChallengeGrpcServiceTest {
  @AutoClose private AdminServer admin = AdminServer.start(Pseudonyms.none());

  @Test
  void showsAChallenge() {
    String id = open(Kind.EMAIL, Kind.PROOF_OF_WORK);

    Challenge challenge = get(id);
    assertThat(challenge.getAccountId()).isEqualTo("a1");
    assertThat(challenge.getKindsList()).containsExactly("email", "proof_of_work");
    assertThat(challenge.getUrl()).isEqualTo("https://verify.example/" + id);
    assertThat(challenge.getPuzzle().toStringUtf8()).startsWith("{").contains("\"SHA-256\"");
    assertThat(challenge.getState()).isEqualTo("OPEN");
    admin.clock.set(NOW + 3_600_000);
    assertThat(get(id).getState()).isEqualTo("EXPIRED");
  }

  @Test
  void raisesTheVerificationOfAnAccountThatPasses() {
    String id = open(Kind.IDENTITY);

    ResolveChallengeResponse response =
        stub()
            .resolveChallenge(
                passed(id, "identity")
                    .setMethod("document")
                    .setIdentityHash("ih")
                    .setVerificationExpiresAt(Timestamps.fromMillis(NOW + 5))
                    .build());

    assertThat(response.getChallenge().getState()).isEqualTo("PASSED");
    assertThat(response.getClearance()).isNotEmpty();
    assertThat(response.getVerification().getLevel()).isEqualTo(Level.IDENTITY);
    assertThat(response.getVerification().getMethod()).isEqualTo("document");
    assertThat(response.getVerification().getExpiresAt()).isEqualTo(Timestamps.fromMillis(NOW + 5));
  }

  @Test
  void recordsAFailure() {
    String id = open(Kind.IDENTITY);
    ResolveChallengeResponse response =
        stub().resolveChallenge(ResolveChallengeRequest.newBuilder().setChallengeId(id).build());

    assertThat(response.getChallenge().getState()).isEqualTo("FAILED");
    assertThat(response.getClearance()).isEmpty();
    assertThat(response.getVerification().getLevel()).isEqualTo(Level.NONE);
  }

  @Test
  void saysWhyAChallengeCannotBeResolved() {
    String id = open(Kind.IDENTITY);

    assertRefused(
        Status.Code.NOT_FOUND,
        "CHALLENGE_NOT_FOUND",
        "",
        () -> resolve(passed("0000AAAAAAAAAAAAAAAAAAAAAA", "identity")));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        "challenge_id",
        () -> resolve(passed("", "identity")));
    assertRefused(
        Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", "kind", () -> resolve(passed(id, "")));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "CHALLENGE_KIND_MISMATCH",
        "",
        () -> resolve(passed(id, "email")));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        "verification_expires_at",
        () ->
            resolve(
                passed(id, "identity").setVerificationExpiresAt(Timestamps.fromMillis(NOW - 1))));
    admin.clock.set(NOW + 3_600_000);
    assertRefused(
        Status.Code.FAILED_PRECONDITION,
        "CHALLENGE_EXPIRED",
        "",
        () -> resolve(passed(id, "identity")));
  }

  @Test
  void saysWhyAnAnswerIsNotTaken() {
    String id = open(Kind.PROOF_OF_WORK);

    assertRefused(
        Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", "account_id", () -> solve(id, "", "e30="));
    assertRefused(
        Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", "solution", () -> solve(id, "a1", ""));
    assertRefused(
        Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", "solution", () -> solve(id, "a1", "!"));
    assertRefused(Status.Code.INVALID_ARGUMENT, "WRONG_ANSWER", "", () -> solve(id, "a1", "e30="));
    assertRefused(Status.Code.NOT_FOUND, "CHALLENGE_NOT_FOUND", "", () -> solve(id, "a2", "e30="));
  }

  private String open(Kind... kinds) {
    return admin
        .challenges
        .open(new Ask("a1", "r", "d1", List.of(kinds), 3_600_000), NOW, Long.MAX_VALUE)
        .toCompletableFuture()
        .join()
        .challengeId();
  }

  private Challenge get(String id) {
    return stub().getChallenge(GetChallengeRequest.newBuilder().setChallengeId(id).build());
  }

  private void resolve(ResolveChallengeRequest.Builder request) {
    var _ = stub().resolveChallenge(request.build());
  }

  private void solve(String id, String accountId, String solution) {
    var _ =
        stub()
            .solveChallenge(
                SolveChallengeRequest.newBuilder()
                    .setChallengeId(id)
                    .setAccountId(accountId)
                    .setSolution(solution)
                    .build());
  }

  private ChallengeServiceBlockingStub stub() {
    return ChallengeServiceGrpc.newBlockingStub(admin.channel);
  }

  private static ResolveChallengeRequest.Builder passed(String id, String kind) {
    return ResolveChallengeRequest.newBuilder().setChallengeId(id).setPassed(true).setKind(kind);
  }
}
