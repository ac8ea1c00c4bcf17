package dev.weir.server;

import dev.weir.cli.ExitCode;
import java.util.List;

/** A server that could not be started, for a reason that its operator can mend. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitCode;
  private final List<String> problems;

  private StartException(int exitCode, List<String> problems) {
    super(String.join("\n", problems));
    this.exitCode = exitCode;
    this.problems = List.copyOf(problems);
  }

  /** Something that was configured makes no sense. */
  static StartException configuration(List<String> problems) {
    return new StartException(ExitCode.USAGE, problems);
  }

  /** Something around the server is not as it has to be: a port, a file. */
  static StartException surroundings(String problem) {
    return new StartException(ExitCode.FAILURE, List.of(problem));
  }

  int exitCode() {
    return exitCode;
  }

  /** Returns what is wrong, a line each. */
  List<String> problems() {
    return problems;
  }
}
