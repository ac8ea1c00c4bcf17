package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.WeirCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RotateKeysCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;

  @Test
  void makesAFileAndSaysWhichKeySigns() throws IOException {
    Path file = folder.resolve("keys.json");

    assertThat(run(file.toString())).isZero();
    assertThat(out.toString()).matches("\\Q" + file + "\\E: key [\\w-]{43} signs\\R");
    assertThat(Files.readString(file)).contains("\"P-256\"");
  }

  @Test
  void saysInOneLineWhatIsWrong() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes"), "hunter2");
    Path nowhere = folder.resolve("none").resolve("keys.json");

    assertThat(run(notes.toString())).isEqualTo(2);
    assertThat(run(nowhere.toString())).isEqualTo(2);
    assertThat(run(notes.toString(), "--keep", "-1")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(3)
        .satisfiesExactly(
            line -> assertThat(line).endsWith(notes + ": no JWK set"),
            line -> assertThat(line).contains(nowhere + ": cannot be written: "),
            line -> assertThat(line).endsWith("--keep: -1 (expected: at least 0)"));
  }

  private int run(String... arguments) {
    CommandLine command = WeirCommand.configure(new CommandLine(new RotateKeysCommand()));
    return command
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
