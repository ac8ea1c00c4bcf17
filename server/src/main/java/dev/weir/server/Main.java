package dev.weir.server;

import dev.weir.cli.Environment;
import dev.weir.cli.WeirCommand;
import dev.weir.replay.ReplayCommand;
import picocli.CommandLine;

/** Runs {@code weir}: the commands that ask a server, and those that are one. */
public final class Main {
  private Main() {}

  /** Runs the command that the arguments name, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(Environment.ofProcess()).execute(arguments));
  }

  static CommandLine commandLine(Environment environment) {
    return WeirCommand.configure(
        WeirCommand.create(environment)
            .addSubcommand(new ServeCommand(environment))
            .addSubcommand(new ReplayCommand(environment, System::nanoTime))
            .addSubcommand(new RotateKeysCommand()));
  }
}
