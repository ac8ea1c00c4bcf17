package dev.weir.server;

import dev.weir.challenge.ClearanceKeyFile;
import dev.weir.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a new key into a file of clearance keys. */
@Command(
    name = "rotate-keys",
    description = {
      "Put a new key for clearances into a JWK set file, which is made if there is none.",
      "The new key signs; the older ones that stay still verify. Servers read the file again."
    },
    footer = {"", "Example:", "  weir rotate-keys clearance-keys.json --keep 2"})
final class RotateKeysCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "The file, as challenges.key_file names it.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "How many of the older keys stay. Default: ${DEFAULT-VALUE}.")
  private int keep = 2;

  @Override
  public Integer call() {
    if (keep < 0) {
      throw CommandFailure.usage("--keep: " + keep + " (expected: at least 0)");
    }
    try {
      String keyId = ClearanceKeyFile.rotate(file, keep);
      command.commandLine().getOut().println(file + ": key " + keyId + " signs");
      return 0;
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw CommandFailure.usage(file + ": cannot be written: " + e);
    }
  }
}
