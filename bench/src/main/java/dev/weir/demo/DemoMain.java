package dev.weir.demo;

import dev.weir.cli.Environment;
import dev.weir.cli.WeirCommand;

/** Runs {@code weir demo}. */
public final class DemoMain {
  private DemoMain() {}

  /** Runs the command that the arguments name, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Environment environment = Environment.ofProcess();
    System.exit(
        WeirCommand.configure(
                WeirCommand.create(environment)
                    .addSubcommand(new DemoCommand(environment, System::nanoTime)))
            .execute(arguments));
  }
}
