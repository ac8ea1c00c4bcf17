package dev.weir.decision;

import dev.weir.account.Accounts;
import dev.weir.challenge.Challenges;
import dev.weir.cohort.Cohorts;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Overrides;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Decides by the policy in force. Thread-safe; how one request is decided stands in {@link
 * Deliberation}.
 */
public final class PolicyEngine implements Engine {
  private final Supplier<? extends Policy> policies;
  private final Supplier<Overrides> overrides;
  private final Services services;
  private final DecisionObserver observer;

  /**
   * Creates an engine.
   *
   * @param policies gives the policy in force; asked once for each decision
   * @param overrides gives the overrides in force; asked once for each decision
   * @param random for decision ids; used by many threads at once
   */
  public PolicyEngine(
      Supplier<? extends Policy> policies,
      Supplier<Overrides> overrides,
      Accounts accounts,
      Challenges challenges,
      LimitStore limits,
      Cohorts cohorts,
      RandomGenerator random,
      DecisionObserver observer) {
    this.policies = policies;
    this.overrides = overrides;
    this.services = new Services(accounts, challenges, limits, cohorts, random);
    this.observer = observer;
  }

  @Override
  public CompletionStage<Decision> decide(Facts facts, long now, Budget budget) {
    Policy policy = policies.get();
    Deliberation deliberation =
        new Deliberation(
            policy,
            overrides.get(),
            services,
            observer.begin(facts),
            facts,
            now,
            budget.atMost(policy.budgetNanos()));
    CompletionStage<Decision> decision;
    try {
      decision = deliberation.decide();
    } catch (RuntimeException e) {
      decision = CompletableFuture.failedStage(e);
    }
    return decision.handle(deliberation::end);
  }
}
