package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs, with every parameter. How fast, is not judged here. */
final class BenchmarksRunTest {

  @Test
  void everyBenchmarkRunsOnce() throws RunnerException {
    Options once =
        new OptionsBuilder()
            .mode(Mode.SingleShotTime)
            .warmupIterations(0)
            .measurementIterations(1)
            // In this process, where a failure is seen as what it is.
            .forks(0)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    Set<String> ran =
        new Runner(once)
            .run().stream()
                .map(result -> result.getParams().getBenchmark())
                .collect(Collectors.toSet());
    assertThat(ran)
        .contains(
            EngineBenchmark.class.getName() + ".decide",
            "dev.weir.replay.TraceParserBenchmark.check",
            "dev.weir.api.grpc.FactsReaderBenchmark.facts");
  }
}
