package dev.weir.simulate;

import dev.weir.cli.Environment;
import dev.weir.cli.WeirCommand;

/** Runs {@code weir simulate}. */
public final class SimulateMain {
  private SimulateMain() {}

  /** Runs the command that the arguments name, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Environment environment = Environment.ofProcess();
    System.exit(
        WeirCommand.configure(
                WeirCommand.create(environment).addSubcommand(new SimulateCommand(environment)))
            .execute(arguments));
  }
}
