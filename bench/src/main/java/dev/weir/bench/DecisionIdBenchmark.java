package dev.weir.bench;

import dev.weir.limit.DecisionId;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Makes decision ids, and reads their tags. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecisionIdBenchmark {
  private final SplittableRandom random = new SplittableRandom(1);
  private final String id = DecisionId.create(Workload.START, 42, random);

  /** Makes an id. */
  @Benchmark
  public String create() {
    return DecisionId.create(Workload.START, 42, random);
  }

  /** Reads the tag in an id. */
  @Benchmark
  public int tag() {
    return DecisionId.tag(id);
  }
}
