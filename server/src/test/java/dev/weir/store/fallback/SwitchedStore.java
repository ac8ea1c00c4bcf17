package dev.weir.store.fallback;

import dev.weir.account.AccountStore;
import dev.weir.challenge.Challenge;
import dev.weir.challenge.ChallengeStore;
import dev.weir.cohort.CohortStore;
import dev.weir.limit.Acquisition;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import dev.weir.limit.OverrideStore;
import dev.weir.limit.Usage;
import dev.weir.store.Store;
import dev.weir.store.StoreException;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** A shared store that is out of reach when a test says so. */
final class SwitchedStore implements Store {
  private final Store store;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean reachable = true;
  private volatile boolean losesReplies;
  private volatile boolean stalled;

  SwitchedStore(Store store) {
    this.store = store;
  }

  void reachable(boolean now) {
    reachable = now;
  }

  /** From now on, what is asked is done, but nobody hears of it. */
  void losesReplies(boolean now) {
    losesReplies = now;
  }

  /** From now on, what is asked is not answered, unless it is told to {@link #goOn}. */
  void stall() {
    stalled = true;
  }

  /** Does and answers what was asked since it stalled. */
  void goOn() {
    stalled = false;
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  private <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> call) {
    if (stalled) {
      CompletableFuture<T> later = new CompletableFuture<>();
      waiting.add(() -> later.complete(call.get().toCompletableFuture().join()));
      return later;
    }
    if (losesReplies) {
      return call.get().thenCompose(done -> gone());
    }
    return reachable ? call.get() : gone();
  }

  private static <T> CompletionStage<T> gone() {
    return CompletableFuture.failedStage(StoreException.unavailable("gone", null));
  }

  @Override
  public LimitStore limits() {
    LimitStore limits = store.limits();
    return new LimitStore() {
      @Override
      public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
        return ask(() -> limits.acquire(acquisition, now));
      }

      @Override
      public CompletionStage<Boolean> settle(Usage usage, long now) {
        return ask(() -> limits.settle(usage, now));
      }

      @Override
      public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
        return ask(() -> limits.release(acquisition, acquiredAt, now));
      }
    };
  }

  @Override
  public ChallengeStore challenges() {
    ChallengeStore challenges = store.challenges();
    return new ChallengeStore() {
      @Override
      public CompletionStage<Challenge> open(Challenge challenge, long now, long timeoutNanos) {
        return ask(() -> challenges.open(challenge, now, timeoutNanos));
      }

      @Override
      public CompletionStage<Optional<Challenge>> find(String challengeId, long now) {
        return ask(() -> challenges.find(challengeId, now));
      }

      @Override
      public CompletionStage<Optional<Resolution>> resolve(
          String challengeId, Challenge.State to, long now) {
        return ask(() -> challenges.resolve(challengeId, to, now));
      }

      @Override
      public CompletionStage<Boolean> useOnce(Use use, long now, long timeoutNanos) {
        return ask(() -> challenges.useOnce(use, now, timeoutNanos));
      }

      @Override
      public CompletionStage<Void> publishKey(String keyId, String jwk, long expiresAt) {
        return ask(() -> challenges.publishKey(keyId, jwk, expiresAt));
      }

      @Override
      public CompletionStage<Map<String, String>> keys(long now) {
        return ask(() -> challenges.keys(now));
      }
    };
  }

  @Override
  public AccountStore accounts() {
    return store.accounts();
  }

  @Override
  public OverrideStore overrides() {
    return store.overrides();
  }

  @Override
  public CohortStore cohorts() {
    return store.cohorts();
  }

  @Override
  public CompletionStage<Long> time() {
    return ask(store::time);
  }

  @Override
  public void close() {
    store.close();
  }
}
