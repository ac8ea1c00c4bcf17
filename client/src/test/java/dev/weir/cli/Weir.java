package dev.weir.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/** Runs commands as a shell would, and keeps what they print. */
final class Weir {
  static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  private final Map<String, String> variables = new HashMap<>();
  private Path home = Path.of("/nonexistent");
  private String input = "";
  private Ansi ansi = Ansi.OFF;

  Weir with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  Weir home(Path folder) {
    home = folder;
    return this;
  }

  Weir input(String text) {
    input = text;
    return this;
  }

  Weir colours() {
    ansi = Ansi.ON;
    return this;
  }

  Run run(String... arguments) {
    CommandLine weir =
        WeirCommand.create(
            new Environment(
                variables,
                home,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                Clock.fixed(NOW, ZoneOffset.UTC),
                false));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    weir.setOut(new PrintWriter(out, true));
    weir.setErr(new PrintWriter(err, true));
    weir.setColorScheme(Help.defaultColorScheme(ansi));
    int exitCode = weir.execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** What one command did. */
  record Run(int exitCode, String out, String err) {}
}
