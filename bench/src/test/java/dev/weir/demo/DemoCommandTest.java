package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulate.SimulatedTrace;
import dev.weir.testing.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class DemoCommandTest {
  private static final String SCENARIO =
      """
      name: small
      description: A small one.
      start: 2026-05-04T00:00:00Z
      days: 0.5
      launch: 1
      population: {from: population, share: 0.01}
      campaigns:
        - {name: cards, kind: shared_cards, accounts: 40, exchanges: 400, start: 0, days: 0.5}
      """;

  @TempDir private Path folder;

  @Test
  void everyRequestIsPutToBothServers() throws IOException {
    String scenario = scenario();

    Run run = run("demo", "--scenario", scenario, "--seed", "3", "--json");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasLineCount(1);
    JsonNode report = JsonMapper.shared().readTree(run.out());
    long checks = report.path("checks").asLong();
    assertThat(checks).isEqualTo(checks(scenario, 3)).isPositive();
    assertThat(report.path("calls").asLong()).isGreaterThan(3 * checks);
    assertThat(report.path("seed").asLong()).isEqualTo(3);
    assertThat(report.path("policy").asString()).startsWith("model-api@");
    assertThat(report.path("limits_policy").asString()).startsWith("limits-alone@");
    long sum = 0;
    for (JsonNode group : report.path("groups")) {
      sum += group.path("checks").asLong();
      assertThat(group.path("accounts").asLong()).isPositive();
      for (String server : new String[] {"limits_alone", "weir"}) {
        JsonNode outcome = group.path(server);
        assertThat(
                outcome.path("allowed").asLong()
                    + outcome.path("challenged").asLong()
                    + outcome.path("denied").asLong())
            .isEqualTo(group.path("checks").asLong());
      }
      assertThat(group.path("limits_alone").path("challenged").asLong()).isZero();
    }
    assertThat(sum).isEqualTo(checks);
    assertThat(report.path("groups").path(0).path("campaign").asString()).isEqualTo("cards");
  }

  @Test
  void endsOnATableAndWhereToGoNext() throws IOException {
    Run run = run("demo", "--scenario", scenario());

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("A small one.")
        .contains("\n  cards     dozens of accounts on each of few cards")
        .contains("\nWhat it cost the innocent: ")
        .contains("./weir simulate " + scenario() + " --seed 1 --out trace.jsonl.gz");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--scenario nothing.yaml | --scenario: nothing.yaml: no such file, nor a scenario that is",
        "--seed one              | Invalid value for option '--seed': one (expected: a whole"
            + " number)",
        "--scale 2               | Unknown options: '--scale', '2'",
        "hydra                   | Unmatched argument at index 1: 'hydra'",
      })
  void badUsageIsSaidInOneLine(String arguments, String expected) {
    Run run = run(("demo " + arguments).split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("weir demo: " + expected).hasLineCount(1);
  }

  @Test
  void helpHasExamples() {
    assertThat(run("demo", "--help").out()).contains("Examples:", "  weir demo --scenario hydra");
  }

  private String scenario() throws IOException {
    return Files.writeString(folder.resolve("small.yaml"), SCENARIO).toString();
  }

  private static long checks(String scenario, long seed) throws IOException {
    ByteArrayOutputStream trace = new ByteArrayOutputStream();
    SimulatedTrace.of(scenario, seed).write(trace, passed -> {});
    return trace
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(",\"check\":"))
        .count();
  }

  private Run run(String... arguments) {
    return Run.of(
        folder,
        environment -> new Object[] {new DemoCommand(environment, System::nanoTime)},
        arguments);
  }
}
