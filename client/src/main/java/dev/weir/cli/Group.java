package dev.weir.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only holds others: without one of them it says which there are. */
abstract class Group implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Override
  public void run() {
    CommandLine self = command.commandLine();
    List<String> names = List.copyOf(self.getSubcommands().keySet());
    throw new ParameterException(self, "which one? " + String.join(", ", names));
  }
}
