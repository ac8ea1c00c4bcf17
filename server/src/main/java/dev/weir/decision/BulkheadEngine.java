package dev.weir.decision;

import dev.weir.account.Level;
import dev.weir.limit.DecisionId;
import dev.weir.limit.HashTag;
import io.github.resilience4j.bulkhead.Bulkhead;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Bounds how many requests are being decided at once. What comes on top is answered at once with
 * the policy's failure verdict: never by queueing, which would only make every answer late.
 * Thread-safe.
 */
public final class BulkheadEngine implements Engine {
  private final Engine engine;
  private final Supplier<? extends Policy> policies;
  private final Bulkhead bulkhead;
  private final RandomGenerator random;
  private final DecisionObserver observer;

  /**
   * Creates a bound around an engine.
   *
   * @param bulkhead how many at once; its maximum wait is to be zero, since nothing here may block
   * @param random for decision ids; used by many threads at once
   * @param observer sees the decisions that are shed; the others are the engine's to show
   */
  public BulkheadEngine(
      Engine engine,
      Supplier<? extends Policy> policies,
      Bulkhead bulkhead,
      RandomGenerator random,
      DecisionObserver observer) {
    if (!bulkhead.getBulkheadConfig().getMaxWaitDuration().isZero()) {
      throw new IllegalArgumentException(
          "maxWaitDuration: "
              + bulkhead.getBulkheadConfig().getMaxWaitDuration()
              + " (expected: 0: a transport's thread must not wait)");
    }
    this.engine = engine;
    this.policies = policies;
    this.bulkhead = bulkhead;
    this.random = random;
    this.observer = observer;
  }

  @Override
  public CompletionStage<Decision> decide(Facts facts, long now, Budget budget) {
    if (!bulkhead.tryAcquirePermission()) {
      return CompletableFuture.completedStage(shed(facts, now));
    }
    return engine
        .decide(facts, now, budget)
        .whenComplete((decision, failure) -> bulkhead.onComplete());
  }

  private Decision shed(Facts facts, long now) {
    int tag = HashTag.of(facts.principal().accountId());
    Decision decision =
        Decision.failure(
            policies.get(),
            facts.requestId(),
            DecisionId.create(now, tag, random),
            Level.NONE,
            "overload");
    observer.begin(facts).decided(decision);
    return decision;
  }
}
