package dev.weir.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes commands and options in a shell. */
@Command(
    name = "completion",
    description = "Print a script that completes weir's commands and options in a shell.",
    footer = {
      "",
      "Examples:",
      "  source <(weir completion bash)",
      "  weir completion bash > ~/.local/share/bash-completion/completions/weir"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Parameters(paramLabel = "SHELL", description = "bash, or zsh, which can read the same script.")
  @SuppressWarnings("NullAway.Init")
  private String shell;

  @Override
  public Integer call() {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw CommandFailure.usage("SHELL: " + Text.clean(shell) + " (expected: bash or zsh)");
    }
    CommandLine self = command.commandLine();
    self.getOut().print(AutoComplete.bash("weir", command.root().commandLine()));
    self.getOut().flush();
    return ExitCode.OK;
  }
}
