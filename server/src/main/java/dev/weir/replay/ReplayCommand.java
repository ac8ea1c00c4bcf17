package dev.weir.replay;

import dev.weir.cli.CommandFailure;
import dev.weir.cli.Environment;
import dev.weir.cli.ExitCode;
import dev.weir.cli.Progress;
import dev.weir.cli.Sources;
import dev.weir.cli.Text;
import dev.weir.decision.Policy;
import dev.weir.policy.InvalidPolicyException;
import dev.weir.policy.Policies;
import dev.weir.policy.PolicyProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.zip.ZipException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays a trace through one policy, or through two. */
@Command(
    name = "replay",
    description = {
      "Replay a trace through the engine on the trace's own time, and report what became of whom.",
      "With a second policy, also report what it would have decided otherwise, rule by rule."
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  the trace was replayed to its end; lines that could not be are counted in the report",
      "  1  it could not be read to its end, and the report is of what could",
      "  2  usage, or a policy that does not load",
      "",
      "Examples:",
      "  weir replay trace.jsonl.gz",
      "  weir replay trace.jsonl.gz --policy policy.yaml --report report.json",
      "  weir replay trace.jsonl.gz --policy policy.yaml --policy candidate.yaml",
      "  zcat monday.jsonl.gz tuesday.jsonl.gz | weir replay - --json"
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int MOST_POLICIES = 2;
  private static final int MOST_SHOWN = 20;
  private static final long UNKNOWN_SIZE = -1;

  private final Environment environment;
  private final LongSupplier ticker;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Parameters(
      paramLabel = "TRACE",
      description = "JSON lines, in time order, perhaps packed by gzip; - for standard input.")
  @SuppressWarnings("NullAway.Init")
  private String trace;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "The policy; a second one is compared with the first. Default: the one that Weir ships.")
  private List<Path> policies = List.of();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the report as JSON to FILE.")
  private Optional<Path> report = Optional.empty();

  @Option(names = "--json", description = "Print the report as one line of JSON.")
  private boolean json;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Replay N times, each from nothing, and report the last: the speed of a JVM that has"
              + " warmed up. Default: ${DEFAULT-VALUE}.")
  private int repeat;

  /**
   * Creates the command.
   *
   * @param ticker a monotonic clock in nanoseconds, for how long the replay takes
   */
  public ReplayCommand(Environment environment, LongSupplier ticker) {
    this.environment = environment;
    this.ticker = ticker;
  }

  @Override
  public Integer call() {
    requireUsage();
    Policy active = policy(policies.stream().findFirst());
    Optional<Policy> candidate =
        policies.size() < MOST_POLICIES
            ? Optional.empty()
            : Optional.of(policy(Optional.of(policies.getLast())));
    ReplayReport result = replay(active, candidate, MOST_SHOWN);
    for (int i = 1; i < repeat; i++) {
      result = replay(active, candidate, 0);
    }
    write(result);
    if (result.cut().isPresent()) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          trace + ": " + result.cut().get() + "; the report is of what could be read");
    }
    return ExitCode.OK;
  }

  private void requireUsage() {
    if (policies.size() > MOST_POLICIES) {
      throw CommandFailure.usage(
          policies.size() + " policies (expected: one, and perhaps one to compare it with)");
    }
    if (repeat < 1) {
      throw CommandFailure.usage("--repeat: " + repeat + " (expected: at least 1)");
    }
    if (repeat > 1 && trace.equals(STANDARD_INPUT)) {
      throw CommandFailure.usage("--repeat: standard input can be read only once; give a file");
    }
    report.ifPresent(ReplayCommand::requireWritable);
  }

  /** Finds out before a long replay, and not after it. */
  private static void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw CommandFailure.usage("--report " + file + ": no such folder: " + folder);
    }
    if (Files.isDirectory(file)) {
      throw CommandFailure.usage("--report " + file + ": a folder (expected: a file)");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw CommandFailure.usage("--report " + file + ": not writable by this user");
    }
  }

  private Policy policy(Optional<Path> file) {
    try {
      return Policies.load(file, environment.clock()::millis).get();
    } catch (InvalidPolicyException e) {
      List<PolicyProblem> problems = e.problems();
      if (problems.size() == 1) {
        throw CommandFailure.usage(problems.getFirst().toString());
      }
      problems.forEach(problem -> err().println(Text.clean(problem.toString())));
      throw CommandFailure.usage(
          problems.getFirst().file() + ": " + problems.size() + " problems; nothing was replayed");
    }
  }

  private ReplayReport replay(Policy active, Optional<Policy> candidate, int mostShown) {
    try (TraceInput input = open();
        Progress bar =
            Progress.ofBytes(environment, "Replaying", input.size().orElse(UNKNOWN_SIZE));
        TerminalProgress progress =
            new TerminalProgress(bar, err(), environment.progress(), mostShown)) {
      return new Replayer(active, candidate, progress, ticker).replay(input);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, trace + ": " + e.getMessage());
    }
  }

  private TraceInput open() {
    try {
      return trace.equals(STANDARD_INPUT)
          ? TraceInput.of(environment.input())
          : TraceInput.open(Path.of(trace));
    } catch (ZipException e) {
      throw CommandFailure.usage(trace + ": " + e.getMessage());
    } catch (IOException e) {
      throw Sources.unreadable(trace, e);
    }
  }

  private void write(ReplayReport result) {
    String text = ReportJson.of(result);
    if (report.isPresent()) {
      try {
        Files.writeString(report.get(), text + System.lineSeparator());
      } catch (IOException e) {
        throw new CommandFailure(
            ExitCode.FAILURE,
            "--report " + report.get() + ": cannot be written: " + e.getMessage());
      }
    }
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(text);
    } else {
      ReportTable.of(result).forEach(out::println);
    }
    out.flush();
  }

  private PrintWriter err() {
    return command.commandLine().getErr();
  }
}
