package dev.weir.load;

import dev.weir.cli.CommandFailure;
import dev.weir.cli.Environment;
import dev.weir.cli.ExitCode;
import dev.weir.figures.Figures;
import dev.weir.load.LoadReport.Setup;
import dev.weir.telemetry.LogConfig;
import dev.weir.telemetry.Logging;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks two replicas for long, while Redis suffers at random, and checks that all adds up. */
@Command(
    name = "soak",
    description = {
      "Ask two replicas on one Redis for long, while Redis stands still or is killed at random.",
      "In the end: was every request that was admitted counted, was no more admitted than is"
          + " stated, has nothing grown, has no call failed. Exit code 1 where that does not hold,"
          + " or was not tried."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weir soak --duration 60s --every 15s --accounts 100",
      "  weir soak --rate 1000 --duration 30m --json > soak.json"
    })
final class SoakCommand implements Callable<Integer> {
  private static final int MOST_ACCOUNTS = 1_000_000;
  private static final int CONNECTIONS = 2;
  private static final int MAX_IN_FLIGHT = 10_000;
  private static final Duration LEAST_DURATION = Duration.ofSeconds(15);
  private static final Duration MOST_DURATION = Duration.ofHours(12);
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Environment environment;
  private final LongSupplier ticker;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final LoadOptions options = new LoadOptions();

  @Option(
      names = "--duration",
      paramLabel = "D",
      defaultValue = "30m",
      description = "How long. The last 10 s are left alone. Default: ${DEFAULT-VALUE}.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--every",
      paramLabel = "D",
      defaultValue = "60s",
      description = "How long from one fault to the next, on average. Default: ${DEFAULT-VALUE}.")
  private Duration every = Duration.ZERO;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "How many ask, one in ten of a limit that is used up. Default: ${DEFAULT-VALUE}.")
  private int accounts;

  /**
   * Creates the command.
   *
   * @param ticker a monotonic clock in nanoseconds
   */
  SoakCommand(Environment environment, LongSupplier ticker) {
    this.environment = environment;
    this.ticker = ticker;
  }

  @Override
  public Integer call() {
    options.validate();
    Bounds.within("--accounts", accounts, MOST_ACCOUNTS);
    Bounds.within("--duration", duration, LEAST_DURATION, MOST_DURATION);
    Bounds.within("--every", every, Duration.ofSeconds(1), MOST_DURATION);
    Logging.configure(new LogConfig(LogConfig.Level.ERROR, LogConfig.Format.TEXT), true);
    SoakReport report = soak();
    Figures.print(
        command.commandLine(), options.json(), report, heading -> SoakTable.of(report, heading));
    return report.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private SoakReport soak() {
    try (SecondsLine progress = new SecondsLine(environment, command.commandLine().getErr());
        Rig rig = Rig.create(options.javaOptions())) {
      // Also where the user ends this by Ctrl-C.
      Runtime.getRuntime().addShutdownHook(new Thread(rig::close));
      progress.say("Starting Redis and two replicas");
      LoadPlan plan = options.plan(duration, MAX_IN_FLIGHT, DEADLINE);
      Setup setup =
          new Setup("soak", "two replicas", CONNECTIONS, accounts, 0, options.javaOptions(), plan);
      String run = Long.toString(environment.clock().millis(), Character.MAX_RADIX);
      return new Soak(setup, run, ticker)
          .run(rig, SoakFaults.draw(duration, every, options.seed()), progress::follow);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILURE, "interrupted");
    }
  }
}
