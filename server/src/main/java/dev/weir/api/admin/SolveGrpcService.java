package dev.weir.api.admin;

import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.challenge.ChallengeService;
import dev.weir.v1.ChallengeServiceGrpc.ChallengeServiceImplBase;
import dev.weir.v1.SolveChallengeRequest;
import dev.weir.v1.SolveChallengeResponse;
import io.grpc.stub.StreamObserver;
import java.util.function.LongSupplier;

/**
 * Serves, beside decisions, the one call about challenges that front ends pass on from their
 * callers. The administrative ones are UNIMPLEMENTED here.
 */
public final class SolveGrpcService extends ChallengeServiceImplBase {
  private final ChallengeCalls challenges;
  private final Calls calls;

  /**
   * Creates the service.
   *
   * @param pseudonyms what identifiers are kept as
   * @param clock epoch milliseconds, corrected to the store's
   */
  public SolveGrpcService(
      ChallengeService challenges, Pseudonyms pseudonyms, LongSupplier clock, GrpcErrors errors) {
    this.challenges = new ChallengeCalls(challenges, pseudonyms, clock);
    this.calls = new Calls(errors);
  }

  @Override
  public void solveChallenge(
      SolveChallengeRequest request, StreamObserver<SolveChallengeResponse> responses) {
    calls.answer(responses, () -> challenges.solve(request));
  }
}
