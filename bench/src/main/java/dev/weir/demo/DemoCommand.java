package dev.weir.demo;

import dev.weir.cli.CommandFailure;
import dev.weir.cli.Environment;
import dev.weir.cli.ExitCode;
import dev.weir.cli.Progress;
import dev.weir.cli.Text;
import dev.weir.figures.Figures;
import dev.weir.simulate.ScenarioException;
import dev.weir.simulate.SimulatedTrace;
import dev.weir.telemetry.LogConfig;
import dev.weir.telemetry.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what Weir stops that limits do not, and what it costs. */
@Command(
    name = "demo",
    description = {
      "See a campaign get past limits, and not past Weir: in a minute, with nothing to set up.",
      "Simulates some days of a model API, puts every request over gRPC to two servers that it"
          + " starts for the purpose, and says what they stopped. Nothing is left behind."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weir demo",
      "  weir demo --seed 7                 other accounts, the same kinds of campaigns",
      "  weir demo --scenario hydra         another scenario; weir simulate --list names them",
      "  weir demo --json                   the figures, for a program"
    })
final class DemoCommand implements Callable<Integer> {
  private final Environment environment;
  private final LongSupplier ticker;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--scenario",
      paramLabel = "SCENARIO",
      defaultValue = "demo",
      description =
          "A scenario that is shipped, or a file: docs/simulate.md tells what it holds. Large ones"
              + " take long. Default: ${DEFAULT-VALUE}.")
  private String scenario = "demo";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "From which everything is drawn. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Print the figures as one line of JSON.")
  private boolean json;

  /**
   * Creates the command.
   *
   * @param ticker a monotonic clock in nanoseconds, for how long it takes
   */
  DemoCommand(Environment environment, LongSupplier ticker) {
    this.environment = environment;
    this.ticker = ticker;
  }

  @Override
  public Integer call() {
    Logging.configure(new LogConfig(LogConfig.Level.WARN, LogConfig.Format.TEXT), true);
    DemoReport report = play(trace());
    Figures.print(command.commandLine(), json, report, heading -> DemoTable.of(report, heading));
    return ExitCode.OK;
  }

  private SimulatedTrace trace() {
    try {
      return SimulatedTrace.of(scenario, seed);
    } catch (ScenarioException e) {
      throw CommandFailure.usage("--scenario: " + e.getMessage());
    }
  }

  private DemoReport play(SimulatedTrace trace) {
    if (environment.progress()) {
      PrintWriter err = command.commandLine().getErr();
      err.println("Two servers decide the same requests. On the right: how many each has stopped.");
      err.flush();
    }
    long startedAt = ticker.getAsLong();
    try (Progress progress = Progress.ofHours(environment, "Demo", trace.length());
        Demonstration demonstration = Demonstration.start(trace)) {
      ServerRun limits = demonstration.limits();
      ServerRun weir = demonstration.weir();
      demonstration.play(
          passed -> {
            progress.add(passed);
            progress.say(
                "limits %s, Weir %s"
                    .formatted(
                        Text.number(limits.tally().stopped()),
                        Text.number(weir.tally().stopped())));
          });
      return new DemoReport(
          scenario,
          trace.description(),
          seed,
          trace.days(),
          weir.tally().checks(),
          limits.called() + weir.called(),
          Math.round((ticker.getAsLong() - startedAt) / 1e8) / 10.0,
          limits.policyVersion(),
          weir.policyVersion(),
          demonstration.groups());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, String.valueOf(e.getMessage()));
    }
  }
}
