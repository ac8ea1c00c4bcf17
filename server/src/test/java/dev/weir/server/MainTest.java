package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** The whole command line, with the commands that are a server and what needs none. */
final class MainTest {
  private static final String VALID =
      """
      apiVersion: weir.dev/v1
      name: small
      rules:
        - {name: suspended, when: account.status == SUSPENDED, verdict: deny, code: SUSPENDED}
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  static Stream<CommandLine> commands() {
    return withChildren(commandLine());
  }

  private static Stream<CommandLine> withChildren(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(MainTest::withChildren));
  }

  private static CommandLine commandLine() {
    return Main.commandLine(
        new Environment(
            Map.of(), Path.of("/"), InputStream.nullInputStream(), Clock.systemUTC(), false));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandDescribesItselfAndWhatItTakesAndGivesAnExample(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    if (name.equals("weir help")) {
      return;
    }
    assertThat(command.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
    assertThat(command.getUsageMessage()).as(name).contains("  weir ");
    for (ArgSpec argument : command.getCommandSpec().args()) {
      assertThat(argument.description()).as("%s %s", name, argument).isNotEmpty();
    }
  }

  @Test
  void validatesAPolicyWithoutAServer() throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), VALID);

    assertThat(run("policy", "validate", file.toString())).isZero();
    assertThat(out.toString()).isEqualTo(file + " is valid\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void namesEveryProblemWithoutAServer() throws IOException {
    String broken = VALID.replace("SUSPENDED,", "SUSPENDD,").replace("verdict: deny", "verdct: x");
    Path file = Files.writeString(folder.resolve("policy.yaml"), broken);

    assertThat(run("policy", "validate", file.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(line -> assertThat(line).matches(".*policy.yaml:4:\\d+: error: rules\\[0].*"))
        .anySatisfy(line -> assertThat(line).contains("SUSPENDD"))
        .anySatisfy(line -> assertThat(line).contains("verdct"));

    assertThat(run("policy", "validate", file.toString(), "--json")).isEqualTo(2);
    assertThat(out.toString()).contains("\"problems\":[{").doesNotContain("\"valid\":true");
  }

  @Test
  void asksAServerWhereToldTo() throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), VALID);

    assertThat(run("policy", "validate", file.toString(), "--by-server")).isEqualTo(2);
    assertThat(err.toString()).startsWith("weir policy validate: no admin token:").hasLineCount(1);
  }

  @Test
  void saysInOneLineThatThereIsNoSuchFile() {
    assertThat(run("policy", "validate", folder.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none.yaml: no such file").hasLineCount(1);
  }

  private int run(String... arguments) {
    CommandLine weir = commandLine();
    weir.setOut(new PrintWriter(out, true));
    weir.setErr(new PrintWriter(err, true));
    return weir.execute(arguments);
  }
}
