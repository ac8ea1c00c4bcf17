package dev.weir.cli;

/** Ends a command with an exit code and one line for its user: what went wrong, and what to do. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  /**
   * Describes the end of a command.
   *
   * @param exitCode one of {@link ExitCode}
   * @param message one line, without the name of the command
   */
  public CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** Returns a failure that is the user's to mend: {@link ExitCode#USAGE}. */
  public static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  /** Returns what the process ends with. */
  public int exitCode() {
    return exitCode;
  }
}
