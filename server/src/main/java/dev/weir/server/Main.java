package dev.weir.server;

import dev.weir.api.admin.PolicyMessages;
import dev.weir.cli.Environment;
import dev.weir.cli.WeirCommand;
import dev.weir.policy.PolicyCompiler;
import dev.weir.replay.ReplayCommand;
import dev.weir.v1.ValidatePolicyResponse;
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
        WeirCommand.create(environment, Main::validate)
            .addSubcommand(new ServeCommand(environment))
            .addSubcommand(new ReplayCommand(environment, System::nanoTime))
            .addSubcommand(new RotateKeysCommand()));
  }

  private static ValidatePolicyResponse validate(String file, String yaml) {
    return PolicyMessages.validation(PolicyCompiler.compile(file, yaml).problems());
  }
}
