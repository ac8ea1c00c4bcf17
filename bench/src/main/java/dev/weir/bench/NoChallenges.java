package dev.weir.bench;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.Challenges;
import dev.weir.challenge.Clearance;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** For policies that challenge nobody. */
public final class NoChallenges implements Challenges {
  @Override
  public CompletionStage<Challenge> open(Ask ask, long now, long timeoutNanos) {
    return CompletableFuture.failedStage(new AssertionError("nobody is challenged"));
  }

  @Override
  public CompletionStage<Optional<Clearance>> verify(
      String token, String accountId, long now, long timeoutNanos) {
    return CompletableFuture.completedStage(Optional.empty());
  }

  @Override
  public CompletionStage<Boolean> redeem(
      Clearance clearance, String requestId, long now, long timeoutNanos) {
    return CompletableFuture.completedStage(false);
  }
}
