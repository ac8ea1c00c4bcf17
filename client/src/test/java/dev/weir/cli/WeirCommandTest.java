package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.FakeWeir;
import dev.weir.v1.ReportRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class WeirCommandTest {

  static Stream<CommandLine> commands() {
    return withChildren(
        WeirCommand.create(
            new Environment(
                Map.of(), Path.of("/"), InputStream.nullInputStream(), Clock.systemUTC(), false)));
  }

  private static Stream<CommandLine> withChildren(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(WeirCommandTest::withChildren));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandDescribesItselfAndItsOptionsAndGivesAnExample(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    if (name.equals("weir help")) {
      return;
    }
    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    assertThat(command.getUsageMessage()).contains("  weir ");
    for (OptionSpec option : command.getCommandSpec().options()) {
      assertThat(option.description()).as("%s %s", name, option.longestName()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandThatAnswersCanDoSoInJson(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    boolean answers =
        command.getSubcommands().isEmpty()
            && !name.equals("weir help")
            && !name.equals("weir completion");

    assertThat(command.getCommandSpec().findOption("--json") != null).as(name).isEqualTo(answers);
  }

  @ParameterizedTest
  @CsvSource({
    "chek, 'weir: Unmatched argument at index 0: ''chek''; did you mean check?; see ''weir"
        + " --help'''",
    "account, 'weir account: which one? put, get, delete, import; see ''weir account --help'''",
    "report, 'weir report: Missing required options and parameters: ''--account=ID'',"
        + " ''DECISION_ID''; see ''weir report --help'''"
  })
  void misuseIsOneLineThatSaysWhatToDo(String arguments, String line) {
    assertThat(new Weir().run(arguments.split(" "))).isEqualTo(new Weir.Run(2, "", line + "\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "--input-tokens=x, x (expected: a whole number)",
    "--input-tokens=1.5, 1.5 (expected: a whole number)",
    "--input-tokens=9223372036854775808, 9223372036854775808 (expected: a whole number from"
        + " -9223372036854775808 to 9223372036854775807)"
  })
  void whatIsNoNumberIsRefusedWithWhatIsExpected(String argument, String expected) {
    assertThat(new Weir().run("report", "d1", "--account=a1", argument).err())
        .isEqualTo(
            "weir report: Invalid value for option '--input-tokens': "
                + expected
                + "; see 'weir report --help'\n");
    assertThat(new Weir().run("report", "d1", "--account=a1", "--signal=s=x").err())
        .contains("'--signal' (NAME=0..1): x (expected: a number)");
    assertThat(new Weir().run("account", "import", "-", "--batch=x").err())
        .contains("'--batch': x (expected: a whole number)");
  }

  @Test
  void versionNamesTheProgram() {
    Weir.Run run = new Weir().run("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("weir ").contains("Java " + Runtime.version());
  }

  @Test
  void completionPrintsAScriptThatKnowsTheCommands() {
    assertThat(new Weir().run("completion", "bash").out())
        .contains("complete -F _complete_weir")
        .contains("import");
    assertThat(new Weir().run("completion", "fish"))
        .isEqualTo(new Weir.Run(2, "", "weir completion: SHELL: fish (expected: bash or zsh)\n"));
  }

  @Test
  void reportSendsEveryField() throws IOException {
    try (FakeWeir server = FakeWeir.start()) {
      Weir.Run run =
          new Weir()
              .run(
                  "report",
                  "d1",
                  "--account=a1",
                  "--input-tokens=12",
                  "--output-tokens=34",
                  "--outcome=ok",
                  "--signal=x=0.5",
                  "--server",
                  server.address());

      assertThat(run).isEqualTo(new Weir.Run(0, "Reported d1\n", ""));
      assertThat(server.reports())
          .containsExactly(
              ReportRequest.newBuilder()
                  .setDecisionId("d1")
                  .setAccountId("a1")
                  .setInputTokens(12)
                  .setOutputTokens(34)
                  .setOutcome("ok")
                  .putSignals("x", 0.5)
                  .build());
    }
  }

  @Test
  void aNegativeCountIsRefusedBeforeItIsSent() {
    assertThat(new Weir().run("report", "d1", "--account=a1", "--input-tokens=-1"))
        .isEqualTo(new Weir.Run(2, "", "weir report: --input-tokens: -1 (expected: 0 or more)\n"));
  }
}
