package dev.weir.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What surrounds a command.
 *
 * @param variables the environment variables
 * @param home the user's home folder
 * @param input standard input
 * @param clock what time it is
 * @param progress whether standard error is a terminal, on which a progress bar can be drawn
 */
public record Environment(
    Map<String, String> variables, Path home, InputStream input, Clock clock, boolean progress) {

  public Environment {
    variables = Map.copyOf(variables);
  }

  /**
   * Returns the environment of this process. The launcher says, by a system property, whether it
   * has a terminal.
   */
  public static Environment ofProcess() {
    return new Environment(
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        System.in,
        Clock.systemUTC(),
        Boolean.getBoolean("weir.progress"));
  }

  /** Returns a variable's value, or {@code otherwise} where it is not set or empty. */
  String variable(String name, String otherwise) {
    String value = variables.getOrDefault(name, "");
    return value.isEmpty() ? otherwise : value;
  }

  /**
   * Returns the folder where a server on this machine keeps its state: {@code WEIR_HOME}, or {@code
   * ~/.weir}.
   */
  Path weirHome() {
    String folder = variable("WEIR_HOME", "");
    return folder.isEmpty() ? home.resolve(".weir") : Path.of(folder);
  }
}
