package dev.weir.api.admin;

import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.ResponseWriter;
import dev.weir.challenge.Challenge;
import dev.weir.challenge.ChallengeService;
import dev.weir.challenge.ChallengeService.Ended;
import dev.weir.challenge.ChallengeService.Proof;
import dev.weir.challenge.Kind;
import dev.weir.challenge.Kinds;
import dev.weir.v1.GetChallengeRequest;
import dev.weir.v1.ResolveChallengeRequest;
import dev.weir.v1.ResolveChallengeResponse;
import dev.weir.v1.SolveChallengeRequest;
import dev.weir.v1.SolveChallengeResponse;
import dev.weir.validation.Check;
import dev.weir.validation.InvalidFieldException;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Turns calls about challenges into what the service is asked, and its answers into responses. */
final class ChallengeCalls {
  private final ChallengeService challenges;
  private final Pseudonyms pseudonyms;
  private final AccountMessages messages;
  private final LongSupplier clock;

  ChallengeCalls(ChallengeService challenges, Pseudonyms pseudonyms, LongSupplier clock) {
    this.challenges = challenges;
    this.pseudonyms = pseudonyms;
    this.messages = new AccountMessages(pseudonyms);
    this.clock = clock;
  }

  CompletionStage<dev.weir.v1.Challenge> get(GetChallengeRequest request) {
    return challenges
        .find(id(request.getChallengeId()), clock.getAsLong())
        .thenApply(this::message);
  }

  CompletionStage<ResolveChallengeResponse> resolve(ResolveChallengeRequest request) {
    long now = clock.getAsLong();
    String id = id(request.getChallengeId());
    CompletionStage<Ended> ended =
        request.getPassed()
            ? challenges.pass(id, kind(request.getKind()), proof(request, now), now)
            : challenges.fail(id, now);
    return ended.thenApply(
        how ->
            ResolveChallengeResponse.newBuilder()
                .setChallenge(message(how.challenge()))
                .setClearance(how.clearance().orElse(""))
                .setVerification(messages.message(how.verification()))
                .build());
  }

  CompletionStage<SolveChallengeResponse> solve(SolveChallengeRequest request) {
    String accountId = Check.required("account_id", request.getAccountId());
    if (request.getSolution().isEmpty()) {
      throw new InvalidFieldException("solution", "ALTCHA's answer, in base64", "");
    }
    return challenges
        .solve(
            id(request.getChallengeId()),
            pseudonyms.account(accountId),
            request.getSolution(),
            clock.getAsLong())
        .thenApply(
            how ->
                SolveChallengeResponse.newBuilder()
                    .setChallenge(
                        ResponseWriter.challenge(
                            how.challenge(), how.challenge().state(), accountId))
                    .setClearance(how.clearance().orElse(""))
                    .build());
  }

  private dev.weir.v1.Challenge message(Challenge challenge) {
    return ResponseWriter.challenge(challenge, challenge.state(), challenge.accountId());
  }

  private Proof proof(ResolveChallengeRequest request, long now) {
    Check.text("method", request.getMethod());
    Check.text("identity_hash", request.getIdentityHash());
    long expiresAt =
        request.hasVerificationExpiresAt()
            ? AccountMessages.future(
                "verification_expires_at", request.getVerificationExpiresAt(), now)
            : 0;
    return new Proof(
        request.getMethod(), pseudonyms.identity(request.getIdentityHash()), expiresAt);
  }

  private static String id(String challengeId) {
    return Check.required("challenge_id", challengeId);
  }

  private static Kind kind(String name) {
    return Kinds.parse(name)
        .orElseThrow(
            () ->
                new InvalidFieldException(
                    "kind",
                    "what was passed: "
                        + Arrays.stream(Kind.values())
                            .map(Kinds::name)
                            .collect(Collectors.joining(", ")),
                    name));
  }
}
