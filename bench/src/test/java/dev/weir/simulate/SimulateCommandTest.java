package dev.weir.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.replay.ReplayCommand;
import dev.weir.testing.Run;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SimulateCommandTest {
  private static final String SCENARIO =
      """
      name: mine
      description: A test.
      start: 2026-05-04T00:00:00Z
      days: 2
      launch: 1
      population: {from: population, share: 0.01}
      campaigns:
        - {name: one, kind: hydra, accounts: 5, exchanges: 50, start: 0, days: 2}
      """;

  @TempDir private Path folder;

  static List<String> shipped() {
    return new ScenarioFiles().shipped();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyLineOfAShippedScenarioCanBeReplayed(String scenario) {
    String trace = folder.resolve("trace.jsonl.gz").toString();

    Run simulated = run("simulate", scenario, "--scale", "0.02", "--out", trace);
    Run replayed = run("replay", trace, "--json");

    assertThat(simulated).isEqualTo(new Run(0, "", ""));
    assertThat(replayed.err()).isEmpty();
    assertThat(replayed.out()).contains("\"bad_lines\":0");
  }

  @Test
  void aNameThatEndsInGzIsPacked() throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), SCENARIO);
    Path plain = folder.resolve("t.jsonl");
    Path packed = folder.resolve("t.jsonl.gz");
    run("simulate", file.toString(), "--out", plain.toString());
    run("simulate", file.toString(), "--out", packed.toString());

    try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(packed))) {
      assertThat(unpacked.readAllBytes()).isEqualTo(Files.readAllBytes(plain)).isNotEmpty();
    }
  }

  @Test
  void thePopulationCanBeLargerThanItsCampaigns() {
    Path small = folder.resolve("small.jsonl");
    Path large = folder.resolve("large.jsonl");
    run("simulate", "demo", "--scale", "0.1", "--out", small.toString());
    run("simulate", "demo", "--scale", "0.1", "--population", "0.4", "--out", large.toString());

    long campaign = checksOfCampaigns(small, true);
    double times = (double) checksOfCampaigns(large, false) / checksOfCampaigns(small, false);
    assertThat(campaign).isPositive().isEqualTo(checksOfCampaigns(large, true));
    assertThat(times).isBetween(2.0, 8.0);
  }

  @Test
  void namesWhatIsShipped() {
    assertThat(run("simulate", "--list").out().lines().map(line -> line.split(" ", 2)[0]))
        .containsExactlyElementsOf(shipped());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "accounts: 5, |acounts: 5,|campaigns[0].accounts: missing (found: acounts)",
        "accounts: 5,|accounts: five,|campaigns[0].accounts: five (expected: a whole number",
        "accounts: 5,|accounts: 51,|campaigns[0].exchanges: 50 (expected: at least one",
        "kind: hydra|kind: hidra|campaigns[0].kind: hidra (expected: one of shared_cards,",
        "days: 2}|days: 0}|campaigns[0].days: 0 (expected: a number from 0.01 to 366)",
        "days: 2}|days: 2, signup: {form: 1}}|signup.form: unknown key (did you mean from?)",
        "days: 2}|days: 2, replaces: x}|campaigns[0].replaces: x (expected: the name of",
        "launch: 1|lunch: 1|launch: missing (found: lunch)",
        "start: 2026-05-04T00:00:00Z|start: monday|start: monday (expected: a time, such as",
        "share: 0.01|share: many|population.share: many (expected: a number from 0 to 100)",
        "days: 2}|days: 2|:9:1: not YAML:",
      })
  void aMistakeIsNamedByItsKey(String right, String wrong, String expected) throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), SCENARIO.replace(right, wrong));

    Run run = run("simulate", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("weir simulate: " + file).contains(expected).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing.yaml      | nothing.yaml: no such file, nor a scenario that is shipped",
        "demo --scale 0    | --scale: 0.0 (expected: above 0, at most 100)",
        "demo --population 101 | --population: 101.0 (expected: above 0, at most 100)",
        "demo --days -1    | --days: -1.0 (expected: above 0)",
        "--seed 1          | no scenario: give one, or --list",
      })
  void badUsageIsSaidInOneLine(String arguments, String expected) {
    Run run = run(("simulate " + arguments).split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("weir simulate: " + expected).hasLineCount(1);
  }

  @Test
  void whatCannotBeWrittenIsSaid() {
    Run run = run("simulate", "demo", "--out", folder.resolve("none/t.jsonl").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("cannot be written").hasLineCount(1);
  }

  /** Counts the checks of campaigns, or those of the others. */
  private static long checksOfCampaigns(Path trace, boolean campaigns) {
    try (Stream<String> lines = Files.lines(trace)) {
      return lines
          .filter(Traces::isCheck)
          .filter(line -> Traces.truth(line).group(1).isEmpty() != campaigns)
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Run run(String... arguments) {
    return Run.of(
        folder,
        environment ->
            new Object[] {
              new SimulateCommand(environment), new ReplayCommand(environment, System::nanoTime)
            },
        arguments);
  }
}
