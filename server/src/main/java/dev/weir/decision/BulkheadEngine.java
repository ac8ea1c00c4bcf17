package dev.weir.decision;

import dev.weir.account.Accounts;
import dev.weir.limit.DecisionId;
import dev.weir.limit.HashTag;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Bounds how many requests are being decided at once. What comes on top is answered at once with
 * the policy's failure verdict: never by queueing, which would only make every answer late.
 * Thread-safe.
 */
public final class BulkheadEngine implements Engine {
  /** Who waits no longer than this may well be in a hurry: nothing is judged by it. */
  private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Engine engine;
  private final Supplier<? extends Policy> policies;
  private final Accounts accounts;
  private final InFlightLimit limit;
  private final LongSupplier ticker;
  private final RandomGenerator random;
  private final DecisionObserver observer;

  /**
   * Creates a bound around an engine.
   *
   * @param accounts tells what is known of those who are shed
   * @param limit how many at once; for this engine alone
   * @param ticker monotonic nanoseconds, such as {@code System::nanoTime}
   * @param random for decision ids; used by many threads at once
   * @param observer sees the decisions that are shed; the others are the engine's to show
   */
  public BulkheadEngine(
      Engine engine,
      Supplier<? extends Policy> policies,
      Accounts accounts,
      InFlightLimit limit,
      LongSupplier ticker,
      RandomGenerator random,
      DecisionObserver observer) {
    this.engine = engine;
    this.policies = policies;
    this.accounts = accounts;
    this.limit = limit;
    this.ticker = ticker;
    this.random = random;
    this.observer = observer;
  }

  @Override
  public CompletionStage<Decision> decide(Facts facts, long now, Budget budget) {
    if (!limit.tryAcquire()) {
      return CompletableFuture.completedStage(shed(facts, now));
    }
    long allowed = budget.remainingNanos();
    CompletionStage<Decision> decision;
    try {
      decision = engine.decide(facts, now, budget);
    } catch (RuntimeException | Error e) {
      limit.release();
      throw e;
    }
    if (decision.toCompletableFuture().isDone()) {
      limit.release();
      return decision;
    }
    // Beside what is returned, and not before it: a stage that its owner cancels runs nothing more.
    var _ = decision.whenComplete((answer, failure) -> waited(budget, allowed));
    return decision;
  }

  private void waited(Budget budget, long allowed) {
    long took = allowed - budget.remainingNanos();
    boolean tooLong = took > policies.get().budgetNanos() / 2 || took >= allowed;
    if (allowed >= SHORTEST_WAIT_NANOS) {
      limit.waited(tooLong, ticker.getAsLong());
    }
    limit.release();
  }

  private Decision shed(Facts facts, long now) {
    String accountId = facts.principal().accountId();
    Decision decision =
        Decision.failure(
            policies.get(),
            facts.requestId(),
            DecisionId.create(now, HashTag.of(accountId), random),
            accounts.lastKnown(accountId, now).account().verification().levelAt(now),
            "overload");
    observer.begin(facts).decided(decision);
    return decision;
  }
}
