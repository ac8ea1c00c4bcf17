package dev.weir.bench;

import dev.weir.account.AccountCacheConfig;
import dev.weir.account.CachedAccounts;
import dev.weir.cohort.Cohorts;
import dev.weir.cohort.LiveCohorts;
import dev.weir.cohort.TraitHash;
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
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision from facts to verdict: account cache, rules, six limits in the memory store. Every
 * request is allowed, which is the longest way. Time moves on by a millisecond with each, so that
 * what the store holds comes to rest: every account asks once a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineBenchmark {
  private static final int LIMITS = 6;

  @Param({"1", "10", "100"})
  private int rules;

  /** Whether requests have an id, so that the store remembers each outcome for retries. */
  @Param({"false", "true"})
  private boolean requestIds;

  /** Whether accounts are looked up in cohorts: who they are is known, as of all but the first. */
  @Param({"false", "true"})
  private boolean cohorts;

  private final MemoryStore store = new MemoryStore(() -> Workload.START, MemoryConfig.defaults());
  private final CachedAccounts accounts =
      new CachedAccounts(store.accounts(), AccountCacheConfig.defaults());
  private final Facts[] facts = new Facts[Workload.ACCOUNTS];
  private Engine engine =
      (request, now, budget) -> CompletableFuture.failedStage(new AssertionError());
  private int next;
  private long now = Workload.START;

  /** Compiles the policy, and makes sure that a decision is what is meant to be measured. */
  @Setup
  public void setUp() {
    Policy policy = Workload.policy(rules, cohorts);
    store.accounts().put(IntStream.range(0, facts.length).mapToObj(Workload::account).toList());
    for (int i = 0; i < facts.length; i++) {
      facts[i] = Workload.traced(Workload.facts(i, ""), i);
    }
    LiveCohorts live =
        new LiveCohorts(
            store.cohorts(), policy::cohorts, TraitHash.unkeyed(), LiveCohorts.Room.USUAL);
    engine =
        new PolicyEngine(
            () -> policy,
            Overrides::none,
            accounts,
            new NoChallenges(),
            store.limits(),
            cohorts ? live : Cohorts.NONE,
            new SplittableRandom(1),
            DecisionObserver.NONE);
    Decision decision = decide();
    for (int i = 1; i < facts.length; i++) {
      decide();
    }
    live.learn(now).toCompletableFuture().join();
    if (decision.verdict() != Verdict.ALLOW || decision.limits().size() != LIMITS) {
      throw new IllegalStateException("not what is to be measured: " + decision);
    }
  }

  /** Ends the subscription to the store. */
  @TearDown
  public void tearDown() {
    accounts.close();
  }

  /** Decides one request. Its reservation expires. */
  @Benchmark
  public Decision decide() {
    now++;
    next = next + 1 == facts.length ? 0 : next + 1;
    Facts request = requestIds ? Workload.named(facts[next], Long.toString(now)) : facts[next];
    return engine.decide(request, now, Budget.unlimited()).toCompletableFuture().join();
  }

  /** Decides one request, and settles its reservation. */
  @Benchmark
  public boolean decideAndSettle() {
    Usage usage = new Usage(decide().decisionId(), 400, 200);
    return store.limits().settle(usage, now).toCompletableFuture().join();
  }
}
