package dev.weir.load;

import dev.weir.cli.Environment;
import dev.weir.cli.WeirCommand;

/** Runs {@code weir bench}, {@code weir soak} and {@code weir plot}. */
public final class LoadMain {
  private LoadMain() {}

  /** Runs the command that the arguments name, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Environment environment = Environment.ofProcess();
    System.exit(
        WeirCommand.configure(
                WeirCommand.create(environment)
                    .addSubcommand(new BenchCommand(environment, System::nanoTime))
                    .addSubcommand(new SoakCommand(environment, System::nanoTime))
                    .addSubcommand(new PlotCommand()))
            .execute(arguments));
  }
}
