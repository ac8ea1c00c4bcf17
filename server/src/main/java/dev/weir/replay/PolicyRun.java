package dev.weir.replay;

import dev.weir.account.AccountStore;
import dev.weir.account.Accounts;
import dev.weir.account.Accounts.Freshness;
import dev.weir.account.Accounts.Lookup;
import dev.weir.decision.Budget;
import dev.weir.decision.Decision;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Engine;
import dev.weir.decision.Facts;
import dev.weir.decision.Policy;
import dev.weir.decision.PolicyEngine;
import dev.weir.decision.Verdict;
import dev.weir.limit.Overrides;
import dev.weir.limit.Usage;
import dev.weir.replay.TraceLine.AccountPushed;
import dev.weir.replay.TraceLine.Checked;
import dev.weir.replay.TraceLine.Reported;
import dev.weir.replay.TraceLine.ScorePushed;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * One policy in a replay: an engine as a server has it, on state of its own. The memory store
 * answers at once, so every stage is complete when it is returned. Not thread-safe.
 */
final class PolicyRun implements AutoCloseable {
  /** Makes decision ids, which nobody sees, the same in every replay. */
  private static final long SEED = 1;

  /**
   * As much as a server holds by default, but for accounts: a trace has as many as it has, and none
   * may be refused.
   */
  private static final MemoryConfig MEMORY =
      new MemoryConfig(2_000_000, 1_000_000, 1_000_000, Integer.MAX_VALUE, 1, 1);

  private final Policy policy;
  private final MemoryStore store;
  private final SimulatedChallenges challenges = new SimulatedChallenges();
  private final Callers callers;
  private final RecentDecisions admitted;
  private final CohortPipeline cohorts;
  private final Engine engine;
  private final Tally tally = new Tally();

  PolicyRun(Policy policy, LongSupplier clock) {
    this.policy = policy;
    this.store = new MemoryStore(clock, MEMORY);
    this.admitted = new RecentDecisions(policy.reservationMillis(), RecentDecisions.MOST);
    this.cohorts = new CohortPipeline(store.cohorts(), policy::cohorts);
    this.callers = new Callers(challenges, store.accounts(), cohorts.cohorts());
    this.engine =
        new PolicyEngine(
            () -> policy,
            Overrides::none,
            accounts(store.accounts()),
            challenges,
            store.limits(),
            cohorts.cohorts(),
            new SplittableRandom(SEED),
            DecisionObserver.NONE);
  }

  /** Lets happen what is due at {@code now}, before whatever comes next. */
  void advance(long now) {
    callers.advance(now);
    cohorts.advance(now);
  }

  void push(AccountPushed line) {
    await(store.accounts().put(List.of(line.account())));
  }

  void push(ScorePushed line) {
    await(store.accounts().putScores(List.of(line.score())));
  }

  /** Decides a request, and counts the verdict. */
  Decision check(Checked line, long now) {
    Facts facts = line.facts();
    String accountId = facts.principal().accountId();
    String clearance = challenges.token(accountId, now);
    Decision decision =
        await(
            engine.decide(
                clearance.isEmpty() ? facts : withClearance(facts, clearance),
                now,
                Budget.unlimited()));
    if (decision.verdict() == Verdict.ALLOW && !facts.requestId().isEmpty()) {
      admitted.put(facts.requestId(), accountId, decision.decisionId(), now);
    }
    // Whether somebody answers is of the trace's truth; that somebody is asked, is of the engine.
    if (line.truth().passesChallenge() && decision.challenge().isPresent()) {
      callers.ask(decision.challenge().get(), now);
    }
    tally.add(line.truth(), accountId, decision);
    return decision;
  }

  /** Settles a request that was admitted; what was not, or is long ago, has nothing to settle. */
  void report(Reported line, long now) {
    admitted
        .take(line.requestId(), line.accountId())
        .ifPresent(
            id ->
                await(
                    store
                        .limits()
                        .settle(new Usage(id, line.inputTokens(), line.outputTokens()), now)));
  }

  Policy policy() {
    return policy;
  }

  Tally tally() {
    return tally;
  }

  @Override
  public void close() {
    cohorts.close();
  }

  private static Facts withClearance(Facts facts, String clearance) {
    return new Facts(
        facts.requestId(),
        facts.principal(),
        facts.network(),
        facts.operation(),
        facts.prompt(),
        facts.signals(),
        facts.labels(),
        clearance);
  }

  /** Accounts as they are in the store: there is nothing here that a cache would save. */
  private static Accounts accounts(AccountStore accounts) {
    return (accountId, now, timeoutNanos) ->
        CompletableFuture.completedStage(
            new Lookup(await(accounts.find(accountId)), Freshness.FRESH));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
