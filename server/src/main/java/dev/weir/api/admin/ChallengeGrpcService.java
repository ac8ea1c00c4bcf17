package dev.weir.api.admin;

import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.challenge.ChallengeService;
import dev.weir.v1.Challenge;
import dev.weir.v1.ChallengeServiceGrpc.ChallengeServiceImplBase;
import dev.weir.v1.GetChallengeRequest;
import dev.weir.v1.ResolveChallengeRequest;
import dev.weir.v1.ResolveChallengeResponse;
import dev.weir.v1.SolveChallengeRequest;
import dev.weir.v1.SolveChallengeResponse;
import io.grpc.stub.StreamObserver;
import java.util.function.LongSupplier;

/** Serves challenges to the provider's own systems. Blocks no thread of the transport. */
public final class ChallengeGrpcService extends ChallengeServiceImplBase {
  private final ChallengeCalls challenges;
  private final Calls calls;

  /**
   * Creates the service.
   *
   * @param pseudonyms what identifiers are kept as; a challenge shows its account as it is kept
   * @param clock epoch milliseconds, corrected to the store's
   */
  public ChallengeGrpcService(
      ChallengeService challenges, Pseudonyms pseudonyms, LongSupplier clock, GrpcErrors errors) {
    this.challenges = new ChallengeCalls(challenges, pseudonyms, clock);
    this.calls = new Calls(errors);
  }

  @Override
  public void getChallenge(GetChallengeRequest request, StreamObserver<Challenge> responses) {
    calls.answer(responses, () -> challenges.get(request));
  }

  @Override
  public void resolveChallenge(
      ResolveChallengeRequest request, StreamObserver<ResolveChallengeResponse> responses) {
    calls.answer(responses, () -> challenges.resolve(request));
  }

  @Override
  public void solveChallenge(
      SolveChallengeRequest request, StreamObserver<SolveChallengeResponse> responses) {
    calls.answer(responses, () -> challenges.solve(request));
  }
}
