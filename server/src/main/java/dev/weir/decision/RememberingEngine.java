package dev.weir.decision;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.limit.LimitStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gives a retry of a request that was refused before any limit was looked at the first answer, for
 * {@link LimitStore#RETRY_MILLIS}. Decisions that reached the limits need no memory here: the store
 * remembers those, for all replicas. At another replica, a request refused this early is decided
 * again; it consumed nothing, and consumes nothing.
 *
 * <p>Thread-safe. Holds at most the given number of decisions, whoever sends how many; a request
 * that was pushed out is decided again.
 */
public final class RememberingEngine implements Engine {
  private final Engine engine;
  private final DecisionObserver observer;
  private final Cache<Key, Answer> answers;

  /**
   * Creates a memory around an engine.
   *
   * @param observer sees the decisions that are given again; those made anew are the engine's to
   *     show
   * @param most how many decisions are held
   */
  public RememberingEngine(Engine engine, DecisionObserver observer, int most) {
    this.engine = engine;
    this.observer = observer;
    // Expiry is by the caller's time, which is an argument, so it is judged on reading.
    this.answers = Caffeine.newBuilder().maximumSize(most).executor(Runnable::run).build();
  }

  @Override
  public CompletionStage<Decision> decide(Facts facts, long now, Budget budget) {
    if (facts.requestId().isEmpty()) {
      return engine.decide(facts, now, budget);
    }
    Key key = new Key(facts.principal().accountId(), facts.requestId());
    Answer first = answers.getIfPresent(key);
    if (first != null && now - first.at < LimitStore.RETRY_MILLIS) {
      observer.begin(facts).decided(first.decision);
      return CompletableFuture.completedStage(first.decision);
    }
    return engine
        .decide(facts, now, budget)
        .thenApply(
            decision -> {
              if (isRefusedEarly(decision)) {
                answers.put(key, new Answer(now, decision));
              }
              return decision;
            });
  }

  private static boolean isRefusedEarly(Decision decision) {
    return decision.verdict() != Verdict.ALLOW
        && decision.limits().isEmpty()
        && decision.evidence() != Evidence.NONE
        && !isUnanswerable(decision);
  }

  /** A challenge that could not be opened may be the next time: a retry is to get it. */
  private static boolean isUnanswerable(Decision decision) {
    return decision.verdict() == Verdict.CHALLENGE && decision.challenge().isEmpty();
  }

  private record Key(String accountId, String requestId) {}

  private record Answer(long at, Decision decision) {}
}
