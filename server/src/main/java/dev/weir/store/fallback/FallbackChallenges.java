package dev.weir.store.fallback;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.Challenge.State;
import dev.weir.challenge.ChallengeStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Opens challenges on this replica where the store cannot be reached: they can be answered at this
 * replica, as long as it runs. What counts once counts once here only, meanwhile. Keys are the
 * store's alone: a key that other replicas cannot see would verify nothing. Thread-safe.
 */
final class FallbackChallenges implements ChallengeStore {
  private final ChallengeStore primary;
  private final ChallengeStore local;
  private final Circuit circuit;

  FallbackChallenges(ChallengeStore primary, ChallengeStore local, Circuit circuit) {
    this.primary = primary;
    this.local = local;
    this.circuit = circuit;
  }

  @Override
  public CompletionStage<Challenge> open(Challenge challenge, long now) {
    return withFallback(store -> store.open(challenge, now));
  }

  @Override
  public CompletionStage<Optional<Challenge>> find(String challengeId, long now) {
    return local.find(challengeId, now).thenCompose(here -> whoHas(here).find(challengeId, now));
  }

  @Override
  public CompletionStage<Optional<Resolution>> resolve(String challengeId, State to, long now) {
    return local
        .find(challengeId, now)
        .thenCompose(here -> whoHas(here).resolve(challengeId, to, now));
  }

  @Override
  public CompletionStage<Boolean> useOnce(String id, long expiresAt, long now) {
    return withFallback(store -> store.useOnce(id, expiresAt, now));
  }

  @Override
  public CompletionStage<Void> publishKey(String keyId, String jwk, long expiresAt) {
    return primary.publishKey(keyId, jwk, expiresAt);
  }

  @Override
  public CompletionStage<Map<String, String>> keys(long now) {
    return primary.keys(now);
  }

  private ChallengeStore whoHas(Optional<Challenge> here) {
    return here.isPresent() ? local : primary;
  }

  private <T> CompletionStage<T> withFallback(Function<ChallengeStore, CompletionStage<T>> call) {
    if (!circuit.isClosed()) {
      return call.apply(local);
    }
    long start = System.nanoTime();
    return call.apply(primary)
        .whenComplete(
            (result, failure) -> {
              if (failure == null) {
                circuit.succeeded(System.nanoTime() - start);
              } else {
                circuit.failed(System.nanoTime() - start, failure);
              }
            })
        .exceptionallyCompose(failure -> call.apply(local));
  }
}
