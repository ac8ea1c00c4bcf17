package dev.weir.simulate;

import dev.weir.cli.CommandFailure;
import dev.weir.cli.Environment;
import dev.weir.cli.ExitCode;
import dev.weir.cli.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the trace of a scenario. */
@Command(
    name = "simulate",
    description = {
      "Write a trace of a population that is made up, with campaigns hidden in it.",
      "The same scenario, seed, scale, population and days give the same bytes."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weir simulate --list",
      "  weir simulate demo --out demo.jsonl.gz",
      "  weir simulate mixed --seed 7 --scale 0.1 | weir replay -",
      "  weir simulate mixed --scale 0.1 --population 1 | weir replay -",
      "  weir simulate my-scenario.yaml --days 3 --out trace.jsonl"
    })
final class SimulateCommand implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";
  private static final double MOST_SCALE = 100;
  private static final int BUFFER = 1 << 16;

  private final Environment environment;
  private final ScenarioFiles files = new ScenarioFiles();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "0..1",
      description = "A scenario that is shipped, or a file: docs/simulate.md tells what it holds.")
  private Optional<String> scenario = Optional.empty();

  @Option(names = "--list", description = "Name the scenarios that are shipped, and end.")
  private boolean list;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "From which everything is drawn. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--scale",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "So many times the accounts, and with them the requests. 10 is the size of the campaigns"
              + " that were disclosed. Default: ${DEFAULT-VALUE}.")
  private double scale;

  @Option(
      names = "--population",
      paramLabel = "X",
      description =
          "So many times the accounts that are in no campaign: how thinly campaigns are spread."
              + " Default: as --scale.")
  private Optional<Double> population = Optional.empty();

  @Option(
      names = "--days",
      paramLabel = "D",
      description = "End after so many days. Default: as the scenario says.")
  private Optional<Double> days = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = STANDARD_OUTPUT,
      description =
          "Where to write; a name that ends in .gz is packed. Default: standard output, -.")
  private String out = STANDARD_OUTPUT;

  SimulateCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    if (list) {
      list();
      return ExitCode.OK;
    }
    requireScale("--scale", scale);
    population.ifPresent(times -> requireScale("--population", times));
    if (days.isPresent() && !(days.get() > 0)) {
      throw CommandFailure.usage("--days: " + days.get() + " (expected: above 0)");
    }
    String name =
        scenario.orElseThrow(
            () -> CommandFailure.usage("no scenario: give one, or --list to see those shipped"));
    write(read(name).with(scale, population.orElse(scale), days.orElse(Double.MAX_VALUE)));
    return ExitCode.OK;
  }

  private static void requireScale(String option, double value) {
    if (!(value > 0 && value <= MOST_SCALE)) {
      throw CommandFailure.usage(option + ": " + value + " (expected: above 0, at most 100)");
    }
  }

  private Scenario read(String name) {
    try {
      return files.scenario(name);
    } catch (ScenarioException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private void list() {
    PrintWriter writer = command.commandLine().getOut();
    for (String name : files.shipped()) {
      writer.println(name + " ".repeat(20 - name.length()) + files.scenario(name).description());
    }
    writer.flush();
  }

  private void write(Scenario chosen) {
    long length = chosen.day(chosen.days()) - chosen.start();
    try (OutputStream stream = open();
        Progress progress = Progress.ofBytes(environment, "Simulating", length)) {
      TraceWriter writer = new TraceWriter(new JsonLine(stream));
      Cast.simulation(chosen, seed).run(writer, progress::add);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, "--out " + out + ": cannot be written: " + e.getMessage());
    }
  }

  private OutputStream open() throws IOException {
    if (out.equals(STANDARD_OUTPUT)) {
      return new FileOutputStream(FileDescriptor.out);
    }
    OutputStream file = Files.newOutputStream(Path.of(out));
    return out.endsWith(".gz") ? new GZIPOutputStream(file, BUFFER) : file;
  }
}
