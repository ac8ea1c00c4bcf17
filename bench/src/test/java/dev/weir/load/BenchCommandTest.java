package dev.weir.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class BenchCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"echo", "redis-2ms", "redis-cluster", "redis-script", "redis-script-1"})
  void aScenarioIsStartedAskedAndEnded(String scenario) {
    Run run =
        run(
            "bench --json --rate 50 --duration 2s --warm-up 500ms --connections 2 --accounts 20"
                + " --scenario "
                + scenario);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasLineCount(1);
    JsonNode report = JsonMapper.shared().readTree(run.out());
    assertThat(report.path("scenario").asString()).isEqualTo(scenario);
    assertThat(report.path("planned").asLong()).isEqualTo(100);
    assertThat(report.path("sent").asLong()).isEqualTo(100);
    assertThat(report.path("answered").asLong()).isEqualTo(100);
    assertThat(report.path("verdicts").path("ALLOW").asLong()).isEqualTo(100);
    assertThat(report.path("errors").propertyNames()).isEmpty();
    assertThat(report.path("latency").path("p99.99").asDouble()).isPositive();
    assertThat(report.path("lateness").path("p99").asDouble()).isNotNegative();
    assertThat(report.path("server_cpu_micros").isNumber()).isTrue();
    assertThat(report.path("redis_cpu_micros").isNumber()).isEqualTo(scenario.startsWith("redis"));
    assertThat(report.path("timeline")).hasSize(2);
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aFaultIsSeenSecondBySecond() {
    Run run = run("bench --scenario redis-stopped --rate 20 --duration 3s --warm-up 100ms");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("Redis is stopped from second 1 to 2")
        .contains("Second by second")
        .containsPattern("evidence LOCAL +[1-9]");
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void scenariosAreListed() {
    assertThat(run("bench --list").out().lines())
        .anyMatch(line -> line.startsWith("echo "))
        .anyMatch(line -> line.startsWith("redis-killed "))
        .hasSize(LoadScenario.all().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rate 10 | 2 | what to ask: give one of --target and --scenario",
        "--target a:1 --scenario echo | 2 | what to ask: give one of --target and --scenario",
        "--scenario nothing | 2 | --scenario: nothing (expected: echo, embedded, redis, ",
        "--scenario echo --rate 0 | 2 | --rate: 0 (expected: from 1 to 1000000)",
        "--scenario echo --connections 0 | 2 | --connections: 0 (expected: from 1 to 1000)",
        "--scenario echo --max-in-flight 0 | 2 | --max-in-flight: 0 (expected: from 1 to 1000000)",
        "--scenario echo --accounts 0 | 2 | --accounts: 0 (expected: from 1 to 10000000)",
        "--target 127.0.0.1:1 --java-option=-Xmx1g | 2 | --java-option: goes with --scenario;"
            + " --target runs already",
        "--scenario echo --zipf -1 | 2 | --zipf: -1.0 (expected: from 0 to 10)",
        "--scenario echo --duration 2h | 2 | --duration: 7200000 ms (expected: from 1000 ms to",
        "--scenario echo --duration soon | 2 | Invalid value for option '--duration': soon",
        "--scenario echo --metrics a:1 | 2 | --metrics: goes with --target",
        "--target nowhere | 2 | --target: nowhere (expected: HOST:PORT, such as 127.0.0.1:9090)",
        "--target 127.0.0.1:1 | 3 | no server answers at 127.0.0.1:1; is it running there?",
      })
  void whatIsWrongIsSaidInOneLine(String arguments, int exitCode, String expected) {
    Run run = run("bench " + arguments);

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("weir bench: " + expected).hasLineCount(1);
  }

  @Test
  void helpHasExamples() {
    assertThat(run("bench --help").out())
        .contains("Examples:", "  weir bench --scenario embedded --rate 2000");
  }

  private Run run(String line) {
    return Run.of(
        folder,
        environment -> new Object[] {new BenchCommand(environment, System::nanoTime)},
        line.split(" ", -1));
  }
}
