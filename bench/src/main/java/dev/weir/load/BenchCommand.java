package dev.weir.load;

import dev.weir.cli.CommandFailure;
import dev.weir.cli.Environment;
import dev.weir.cli.ExitCode;
import dev.weir.cli.Text;
import dev.weir.config.Endpoint;
import dev.weir.figures.Figures;
import dev.weir.load.LoadReport.Setup;
import dev.weir.telemetry.LogConfig;
import dev.weir.telemetry.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how a server answers at a fixed rate. */
@Command(
    name = "bench",
    description = {
      "Ask for checks at a fixed rate, and measure how long the answers take and what they cost.",
      "The rate is kept whatever the server does, and each check counts from when it was to be"
          + " sent. Servers and Redis are started for a scenario, and ended with it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weir bench --list",
      "  weir bench --scenario embedded --rate 2000",
      "  weir bench --scenario redis-stopped --rate 1000 --duration 30s",
      "  weir bench --target 127.0.0.1:9090 --metrics 127.0.0.1:9092 --rate 5000 --accounts 100000",
      "  weir bench --scenario redis --json | jq .latency.p99"
    })
final class BenchCommand implements Callable<Integer> {
  private static final String TARGET = "target";
  private static final int MOST_CONNECTIONS = 1_000;
  private static final int MOST_IN_FLIGHT = 1_000_000;
  private static final int MOST_ACCOUNTS = 10_000_000;
  private static final int ACCOUNTS = 1_000;
  private static final double MOST_ZIPF = 10;
  private static final Duration MOST_DURATION = Duration.ofHours(1);
  private static final Duration MOST_DEADLINE = Duration.ofMinutes(1);

  private final Environment environment;
  private final LongSupplier ticker;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "Ask a server that runs, without TLS.")
  private Optional<String> target = Optional.empty();

  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      description = "With --target: where it tells its CPU time (http.address).")
  private Optional<String> metrics = Optional.empty();

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = "Start what a scenario needs, and ask that.")
  private Optional<String> scenario = Optional.empty();

  @Option(names = "--list", description = "Name the scenarios, and end.")
  private boolean list;

  @Mixin private final LoadOptions options = new LoadOptions();

  @Option(
      names = "--duration",
      paramLabel = "D",
      defaultValue = "30s",
      description = "How long is measured. Default: ${DEFAULT-VALUE}.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "4",
      description = "Connections, used in turn. Default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Most calls unanswered at once. One more is not sent, and counted. Default:"
              + " ${DEFAULT-VALUE}.")
  private int maxInFlight;

  @Option(
      names = "--deadline",
      paramLabel = "D",
      defaultValue = "10s",
      description = "After which a call is given up. Default: ${DEFAULT-VALUE}.")
  private Duration deadline = Duration.ZERO;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      description = "Of how many accounts checks are drawn. Default: the scenario's, or 1000.")
  private Optional<Integer> accounts = Optional.empty();

  @Option(
      names = "--zipf",
      paramLabel = "S",
      defaultValue = "0",
      description =
          "Draw account i for 1 / i^S as often as the first; 0 draws all alike. Default:"
              + " ${DEFAULT-VALUE}.")
  private double zipf;

  /**
   * Creates the command.
   *
   * @param ticker a monotonic clock in nanoseconds
   */
  BenchCommand(Environment environment, LongSupplier ticker) {
    this.environment = environment;
    this.ticker = ticker;
  }

  @Override
  public Integer call() {
    if (list) {
      list();
      return ExitCode.OK;
    }
    validate();
    Logging.configure(new LogConfig(LogConfig.Level.ERROR, LogConfig.Format.TEXT), true);
    LoadReport report = measure();
    Figures.print(
        command.commandLine(), options.json(), report, heading -> LoadTable.of(report, heading));
    return ExitCode.OK;
  }

  private void list() {
    PrintWriter out = command.commandLine().getOut();
    Text.table(
            LoadScenario.all().stream().map(each -> List.of(each.name(), each.details())).toList())
        .forEach(line -> out.println(line.strip()));
    out.flush();
  }

  private void validate() {
    if (target.isPresent() == scenario.isPresent()) {
      throw CommandFailure.usage(
          "what to ask: give one of --target and --scenario; --list names the scenarios");
    }
    if (metrics.isPresent() && target.isEmpty()) {
      throw CommandFailure.usage("--metrics: goes with --target; a scenario's server is watched");
    }
    if (!options.javaOptions().isEmpty() && target.isPresent()) {
      throw CommandFailure.usage("--java-option: goes with --scenario; --target runs already");
    }
    options.validate();
    Bounds.within("--connections", connections, MOST_CONNECTIONS);
    Bounds.within("--max-in-flight", maxInFlight, MOST_IN_FLIGHT);
    accounts.ifPresent(count -> Bounds.within("--accounts", count, MOST_ACCOUNTS));
    Bounds.within("--duration", duration, Duration.ofSeconds(1), MOST_DURATION);
    Bounds.within("--deadline", deadline, Duration.ofMillis(1), MOST_DEADLINE);
    if (!(zipf >= 0 && zipf <= MOST_ZIPF)) {
      throw CommandFailure.usage("--zipf: " + zipf + " (expected: from 0 to 10)");
    }
  }

  private LoadReport measure() {
    try (SecondsLine progress = new SecondsLine(environment, command.commandLine().getErr())) {
      return target.isPresent() ? ofTarget(target.get(), progress) : ofScenario(progress);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILURE, "interrupted");
    }
  }

  private LoadReport ofTarget(String address, SecondsLine progress)
      throws IOException, InterruptedException {
    Endpoint endpoint = endpoint("--target", address);
    if (metrics.isEmpty()) {
      return run(endpoint, TARGET, ACCOUNTS, Optional::empty, Optional.empty(), progress);
    }
    try (MetricsCpu cpu = new MetricsCpu(endpoint("--metrics", metrics.get()).toString())) {
      return run(endpoint, TARGET, ACCOUNTS, cpu, Optional.empty(), progress);
    }
  }

  private LoadReport ofScenario(SecondsLine progress) throws IOException, InterruptedException {
    LoadScenario chosen = chosen(scenario.orElseThrow());
    try (Rig rig = Rig.create(options.javaOptions())) {
      // Also where the user ends this by Ctrl-C.
      Thread hook = new Thread(rig::close);
      Runtime.getRuntime().addShutdownHook(hook);
      progress.say("Starting " + chosen.name());
      return run(
          rig.start(chosen, options.budget()),
          chosen.name(),
          chosen.accounts(),
          rig::serverCpu,
          Optional.of(rig),
          progress);
    }
  }

  private LoadReport run(
      Endpoint endpoint,
      String name,
      int defaultAccounts,
      Supplier<Optional<Long>> serverCpu,
      Optional<Rig> rig,
      SecondsLine progress)
      throws IOException, InterruptedException {
    LoadPlan plan = options.plan(duration, maxInFlight, deadline);
    int drawn = accounts.orElse(defaultAccounts);
    Setup setup =
        new Setup(name, endpoint.toString(), connections, drawn, zipf, options.javaOptions(), plan);
    String run = Long.toString(environment.clock().millis(), Character.MAX_RADIX);
    Checks checks = new Checks(drawn, zipf, options.seed(), run);
    progress.say("Warming up for " + options.warmUp().toMillis() / 1e3 + " s");
    LoadRun load =
        new LoadRun(
            setup,
            endpoint,
            ticker,
            serverCpu,
            () -> rig.flatMap(Rig::redisCpu),
            rig.flatMap(each -> chosen(name).fault().map(kind -> each.fault(kind, ticker))));
    return load.run(checks::next, progress::follow);
  }

  private static LoadScenario chosen(String name) {
    List<LoadScenario> all = LoadScenario.all();
    return all.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                CommandFailure.usage(
                    "--scenario: %s (expected: %s)"
                        .formatted(
                            Text.clean(name),
                            all.stream()
                                .map(LoadScenario::name)
                                .collect(Collectors.joining(", ")))));
  }

  private static Endpoint endpoint(String option, String text) {
    try {
      Endpoint endpoint = Endpoint.parse(text);
      if (endpoint.port() > 0) {
        return endpoint;
      }
    } catch (IllegalArgumentException e) {
      // The same is to be said of all that is no address.
    }
    throw CommandFailure.usage(
        option + ": " + Text.clean(text) + " (expected: HOST:PORT, such as 127.0.0.1:9090)");
  }
}
