package dev.weir.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.load.SoakFaults.Fault;
import dev.weir.load.SoakReport.Sample;
import dev.weir.policy.PolicyCompiler;
import dev.weir.testing.Run;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.Evidence;
import dev.weir.v1.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a soak draws, counts and finds; and one in small, with processes of its own. */
final class SoakTest {
  @TempDir private Path folder;

  @Test
  void drawsFaultsOneAfterTheOtherThatEndBeforeTheLastSeconds() {
    Duration duration = Duration.ofMinutes(30);
    for (long seed = 0; seed < 100; seed++) {
      List<Fault> faults = SoakFaults.draw(duration, Duration.ofSeconds(20), seed);
      assertThat(faults).isEqualTo(SoakFaults.draw(duration, Duration.ofSeconds(20), seed));
      assertThat(faults).hasSizeBetween(50, 120);
      double end = 0;
      for (Fault fault : faults) {
        assertThat(fault.from()).isGreaterThan(end);
        assertThat(fault.to() - fault.from()).isBetween(0.19, 10.01);
        end = fault.to();
      }
      assertThat(end).isLessThanOrEqualTo(1_790);
    }
  }

  @Test
  void countsWhoAdmittedWhat() {
    SoakChecks checks = new SoakChecks(30, "run");
    SoakLedger ledger = new SoakLedger(checks);
    ledger.add(answer(checks, 7, Verdict.ALLOW, Evidence.COMPLETE));
    ledger.add(answer(checks, 37, Verdict.ALLOW, Evidence.COMPLETE));
    ledger.add(answer(checks, 67, Verdict.ALLOW, Evidence.LOCAL));
    ledger.add(answer(checks, 97, Verdict.DENY, Evidence.COMPLETE));
    ledger.add(answer(checks, 8, Verdict.ALLOW, Evidence.NONE));

    assertThat(ledger.byStore(7)).isEqualTo(2);
    assertThat(ledger.byReplica(7)).isEqualTo(1);
    assertThat(ledger.byStore(8)).isZero();
    assertThat(ledger.byReplica(8)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "141777216, 30, 110, ''",
    "141777217, 30, 110, 'r: bytes of heap grew from 100,000,000 to 141,777,217'",
    "100000000, 31, 110, 'r: threads grew from 20 to 31'",
    "100000000, 20, 111, 'r: files grew from 100 to 111'",
  })
  void tellsWhatHasGrown(long heap, long threads, long files, String expected) {
    List<String> grown =
        SoakReport.growth(
            "r",
            List.of(
                new Sample(0, 100_000_000, 20, Optional.of(100L)),
                new Sample(1, 900_000_000, 900, Optional.of(900L)),
                new Sample(2, heap, threads, Optional.of(files))));

    if (expected.isEmpty()) {
      assertThat(grown).isEmpty();
    } else {
      assertThat(grown).singleElement().asString().startsWith(expected);
    }
  }

  @Test
  void itsPolicyLoads() {
    String yaml = SoakPolicy.yaml(Duration.ofMillis(5));
    assertThat(PolicyCompiler.compile("soak.yaml", yaml).problems()).isEmpty();
  }

  /** Seconds of what {@code weir soak} does for long: two replicas, and a Redis that is killed. */
  @Test
  void allThatIsAdmittedIsCountedThoughRedisIsKilled() {
    Run run =
        Run.of(
            folder,
            environment -> new Object[] {new SoakCommand(environment, System::nanoTime)},
            "soak --rate 300 --duration 15s --warm-up 1s --every 2s --seed 17 --accounts 20 --json"
                .split(" ", -1));

    assertThat(run.err()).isEmpty();
    JsonNode report = JsonMapper.shared().readTree(run.out());
    assertThat(report.path("problems")).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(report.path("faults"))
        .isNotEmpty()
        .anyMatch(fault -> fault.path("kind").asString().equals("KILLED"));
    assertThat(report.path("load").path("errors")).isEmpty();
    assertThat(report.path("open").path("admitted_by_redis").asLong()).isPositive();
    assertThat(report.path("open").path("admitted_by_replicas").asLong()).isPositive();
    assertThat(report.path("open").path("missing").asLong()).isZero();
    assertThat(report.path("replicas")).hasSize(2);
  }

  private static CheckResponse answer(
      SoakChecks checks, long number, Verdict verdict, Evidence evidence) {
    return CheckResponse.newBuilder()
        .setRequestId(checks.next(number).getRequestId())
        .setVerdict(verdict)
        .setEvidence(evidence)
        .build();
  }
}
