package dev.weir.store.fallback;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.Challenge.State;
import dev.weir.challenge.ChallengeStore;
import dev.weir.deadline.Deadlines;
import dev.weir.store.StoreException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Opens challenges on this replica where the store does not answer in time: they can be answered at
 * this replica, as long as it runs, and anywhere if the store opened them after all. What counts
 * once counts once here only, meanwhile. Keys are the store's alone: a key that other replicas
 * cannot see would verify nothing. Thread-safe; one thread for all time-outs, no thread for a call.
 */
final class FallbackChallenges implements ChallengeStore {
  private final ChallengeStore primary;
  private final ChallengeStore local;
  private final Circuit circuit;
  private final Deadlines deadlines;
  private final LongAdder lateCount = new LongAdder();

  FallbackChallenges(
      ChallengeStore primary, ChallengeStore local, Circuit circuit, Deadlines deadlines) {
    this.primary = primary;
    this.local = local;
    this.circuit = circuit;
    this.deadlines = deadlines;
  }

  long lateCount() {
    return lateCount.sum();
  }

  @Override
  public CompletionStage<Challenge> open(Challenge challenge, long now, long timeoutNanos) {
    return withFallback(store -> store.open(challenge, now, timeoutNanos), timeoutNanos);
  }

  @Override
  public CompletionStage<Optional<Challenge>> find(String challengeId, long now) {
    return whoHas(challengeId, now).thenCompose(store -> store.find(challengeId, now));
  }

  @Override
  public CompletionStage<Optional<Resolution>> resolve(String challengeId, State to, long now) {
    return whoHas(challengeId, now).thenCompose(store -> store.resolve(challengeId, to, now));
  }

  @Override
  public CompletionStage<Boolean> useOnce(Use use, long now, long timeoutNanos) {
    return withFallback(store -> store.useOnce(use, now, timeoutNanos), timeoutNanos);
  }

  @Override
  public CompletionStage<Void> publishKey(String keyId, String jwk, long expiresAt) {
    return primary.publishKey(keyId, jwk, expiresAt);
  }

  @Override
  public CompletionStage<Map<String, String>> keys(long now) {
    return circuit.isClosed()
        ? primary.keys(now)
        : CompletableFuture.failedStage(
            StoreException.unavailable("the store cannot be reached", null));
  }

  private CompletionStage<ChallengeStore> whoHas(String challengeId, long now) {
    return local
        .find(challengeId, now)
        .thenCompose(
            here ->
                here.isPresent()
                    ? isShared(challengeId, now)
                    : CompletableFuture.completedStage(true))
        .thenApply(shared -> shared ? primary : local);
  }

  /**
   * Returns whether the store has a challenge that is here as well, since it opened that too late:
   * then it is to end for every replica. False where that cannot be known.
   */
  private CompletionStage<Boolean> isShared(String challengeId, long now) {
    return circuit.isClosed()
        ? primary
            .find(challengeId, now)
            .handle((there, failure) -> failure == null && there.isPresent())
        : CompletableFuture.completedStage(false);
  }

  private <T> CompletionStage<T> withFallback(
      Function<ChallengeStore, CompletionStage<T>> call, long timeoutNanos) {
    if (timeoutNanos <= 0 || !circuit.isClosed()) {
      return call.apply(local);
    }
    Question<T> question = new Question<>(call, timeoutNanos);
    // Before the store is asked: the caller's time runs while a command is written, too.
    if (timeoutNanos != Long.MAX_VALUE) {
      deadlines.add(question, timeoutNanos);
    }
    question.ask();
    return question.answer;
  }

  /**
   * One question to the store, until it answers or the caller can wait no longer. Whichever comes
   * first says who answers: the store, or this replica.
   */
  private final class Question<T> implements Deadlines.Call {
    final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Function<ChallengeStore, CompletionStage<T>> call;
    private final long timeoutNanos;
    private final AtomicBoolean over = new AtomicBoolean();

    Question(Function<ChallengeStore, CompletionStage<T>> call, long timeoutNanos) {
      this.call = call;
      this.timeoutNanos = timeoutNanos;
    }

    void ask() {
      long start = System.nanoTime();
      call.apply(primary)
          .whenComplete(
              (result, failure) -> {
                if (!over.compareAndSet(false, true)) {
                  lateCount.increment();
                } else if (failure == null) {
                  circuit.succeeded(System.nanoTime() - start);
                  answer.complete(result);
                } else {
                  circuit.failed(System.nanoTime() - start, failure);
                  askHere();
                }
              });
    }

    @Override
    public boolean isDone() {
      return over.get();
    }

    @Override
    public void timeOver() {
      if (over.compareAndSet(false, true)) {
        circuit.timedOut(timeoutNanos);
        askHere();
      }
    }

    private void askHere() {
      call.apply(local)
          .whenComplete(
              (result, failure) -> {
                if (failure == null) {
                  answer.complete(result);
                } else {
                  answer.completeExceptionally(failure);
                }
              });
    }
  }
}
