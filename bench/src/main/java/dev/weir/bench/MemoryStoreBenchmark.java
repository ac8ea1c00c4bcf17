package dev.weir.bench;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.HashTag;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.limit.Usage;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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

/** One atomic acquisition in the memory store, by the number of limits that it asks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MemoryStoreBenchmark {
  private static final long RESERVATION_MILLIS = 10_000;

  @Param({"1", "3", "6", "12"})
  private int demands;

  private final LimitStore limits =
      new MemoryStore(() -> Workload.START, MemoryConfig.defaults()).limits();
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<List<Demand>> demandsOfSubjects = new ArrayList<>();
  private int next;
  private long now = Workload.START;

  /** Makes what each account asks: windows of a minute upwards, on one subject. */
  @Setup
  public void setUp() {
    for (int account = 0; account < Workload.ACCOUNTS; account++) {
      Subject subject = new Subject("account:a" + account, HashTag.of("a" + account));
      List<Demand> asked = new ArrayList<>();
      for (int i = 0; i < demands; i++) {
        Measure measure = i == 0 ? Measure.REQUESTS : Measure.TOKENS;
        LimitSpec limit =
            new LimitSpec("limit-" + i, measure, Algorithm.SLIDING_WINDOW, 60_000L * (i + 1));
        asked.add(new Demand(limit, subject, 1_000_000_000_000L, 1, new TokenWeights(1, 1), true));
      }
      demandsOfSubjects.add(asked);
    }
  }

  /** Acquires. What is reserved expires. */
  @Benchmark
  public Outcome acquire() {
    now++;
    next = next + 1 == Workload.ACCOUNTS ? 0 : next + 1;
    Acquisition acquisition =
        new Acquisition(
            DecisionId.create(now, 0, random),
            "",
            demandsOfSubjects.get(next),
            RESERVATION_MILLIS,
            Long.MAX_VALUE);
    return limits.acquire(acquisition, now).toCompletableFuture().join();
  }

  /** Acquires and settles. */
  @Benchmark
  public boolean acquireAndSettle() {
    Usage usage = new Usage(acquire().decisionId(), 1, 1);
    return limits.settle(usage, now).toCompletableFuture().join();
  }
}
