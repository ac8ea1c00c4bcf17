package dev.weir.bench;

import dev.weir.account.Profile;
import dev.weir.cohort.Regard;
import dev.weir.decision.Facts;
import dev.weir.decision.Inputs;
import dev.weir.decision.Match;
import dev.weir.decision.Policy;
import dev.weir.decision.Risk;
import dev.weir.limit.Demand;
import dev.weir.limit.Overrides;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** What a compiled policy computes for one request: risk, rules, and what it asks of limits. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PolicyBenchmark {
  @Param({"1", "10", "100"})
  private int rules;

  private final Facts facts = Workload.facts(1, "");
  private final Profile profile = new Profile(Workload.account(1), true, List.of());
  private final Inputs inputs =
      new Inputs(
          facts,
          profile,
          Risk.NONE,
          Regard.NONE,
          Optional.empty(),
          Optional.empty(),
          Overrides.none(),
          Set.of(),
          Workload.START);
  private Policy policy = Workload.policy(1);

  /** Compiles the policy. */
  @Setup
  public void setUp() {
    policy = Workload.policy(rules);
  }

  /** Evaluates all rules but the one that reads the limits; none matches. */
  @Benchmark
  public List<Match> rulesBeforeLimits() {
    return policy.beforeLimits(inputs);
  }

  /** Names what the request asks of six limits. */
  @Benchmark
  public List<Demand> demands() {
    return policy.demands(inputs);
  }

  /** Adds up the risk. */
  @Benchmark
  public Risk risk() {
    return policy.risk(facts, profile, Regard.NONE, Workload.START);
  }
}
