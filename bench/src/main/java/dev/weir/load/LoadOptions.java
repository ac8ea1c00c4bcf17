package dev.weir.load;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** What every command that asks servers for checks can be told. */
final class LoadOptions {
  private static final int MOST_RATE = 1_000_000;
  private static final Duration MOST_WARM_UP = Duration.ofHours(1);

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "1000",
      description = "Checks a second, of all servers together. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--warm-up",
      paramLabel = "D",
      defaultValue = "10s",
      description = "How long the same is asked before, unmeasured. Default: ${DEFAULT-VALUE}.")
  private Duration warmUp = Duration.ZERO;

  @Option(
      names = "--budget",
      paramLabel = "D",
      defaultValue = "5ms",
      description =
          "Within which an answer is in time; also the budget of the policy of a server that is"
              + " started. Default: ${DEFAULT-VALUE}.")
  private Duration budget = Duration.ZERO;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "From which all that is random is drawn. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--java-option",
      paramLabel = "OPTION",
      description =
          "One more option for the Java of each server that is started, such as"
              + " --java-option=-Xmx2g. May be repeated.")
  private List<String> javaOptions = List.of();

  @Option(names = "--json", description = "Print the figures as one line of JSON.")
  private boolean json;

  /**
   * Checks all values.
   *
   * @throws dev.weir.cli.CommandFailure where one is not within its bounds
   */
  void validate() {
    Bounds.within("--rate", rate, MOST_RATE);
    Bounds.within("--warm-up", warmUp, Duration.ofMillis(1), MOST_WARM_UP);
    Bounds.within("--budget", budget, Duration.ofMillis(1), Duration.ofSeconds(10));
  }

  Duration warmUp() {
    return warmUp;
  }

  Duration budget() {
    return budget;
  }

  long seed() {
    return seed;
  }

  List<String> javaOptions() {
    return javaOptions;
  }

  boolean json() {
    return json;
  }

  /** Returns what is asked, and for how long. */
  LoadPlan plan(Duration duration, int maxInFlight, Duration deadline) {
    return new LoadPlan(rate, warmUp, duration, maxInFlight, budget, deadline);
  }
}
