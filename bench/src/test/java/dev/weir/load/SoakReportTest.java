package dev.weir.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.load.LoadReport.Setup;
import dev.weir.load.LoadReport.Spent;
import dev.weir.load.SoakFaults.Fault;
import dev.weir.load.SoakReport.Admitted;
import dev.weir.load.SoakReport.Counted;
import dev.weir.load.SoakReport.OpenAccount;
import dev.weir.load.SoakReport.Sample;
import dev.weir.load.SoakReport.TightAccount;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a soak finds in what it saw, and that it says what it did not try. */
final class SoakReportTest {
  private static final List<Fault> FAULTS = List.of(new Fault(Outage.Kind.KILLED, 1, 2));
  private static final List<OpenAccount> OPEN = List.of(new OpenAccount(1, 90, 5, 93));

  /** The first used the limit up by calls whose answers were lost, too. */
  private static final List<TightAccount> TIGHT =
      List.of(new TightAccount(196, 116, true), new TightAccount(150, 0, false));

  private static final Map<String, List<Sample>> SAMPLES = Map.of("r", samples(6));

  @Test
  void findsNothingWhereAllHolds() {
    SoakReport report = report(FAULTS, OPEN, TIGHT, SAMPLES);

    assertThat(report.problems()).isEmpty();
    assertThat(report.open()).isEqualTo(new Counted(1, 90, 5, 93, 0, 3));
    assertThat(report.tight()).isEqualTo(new Admitted(200, 400, 2, 1, 196, 312));
    assertThat(report.faults()).isEqualTo(FAULTS);
    assertThat(report.replicas()).isEqualTo(SAMPLES);
  }

  @Test
  void saysThatCallsFailed() {
    Results results = new Results(0, 1);
    results.failed(0, 1, Status.Code.UNAVAILABLE);

    assertThat(
            SoakReport.of(load(results), FAULTS, OPEN, TIGHT, SoakPolicy.bound(2), SAMPLES)
                .problems())
        .containsExactly("calls failed: {UNAVAILABLE=1}");
  }

  @ParameterizedTest
  @CsvSource({
    "90, 5, 90, 0, 0, true",
    "90, 5, 95, 0, 5, true",
    "90, 5, 89, 1, 0, false",
    "90, 5, 96, 0, 6, false",
    "90, 0, 91, 0, 1, false",
  })
  void findsWhatIsMissingAndWhatIsTooMuch(
      long byRedis, long byReplicas, long counted, long missing, long surplus, boolean holds) {
    SoakReport report =
        report(FAULTS, List.of(new OpenAccount(7, byRedis, byReplicas, counted)), TIGHT, SAMPLES);

    assertThat(report.open())
        .isEqualTo(new Counted(1, byRedis, byReplicas, counted, missing, surplus));
    if (holds) {
      assertThat(report.problems()).isEmpty();
    } else {
      assertThat(report.problems())
          .containsExactly(
              "account 7: Redis admitted %d requests and counted %d, and replicas admitted %d"
                  .formatted(byRedis, counted, byReplicas));
    }
  }

  @Test
  void whatIsMissingOfOneAccountIsNotMadeUpForByAnother() {
    SoakReport report =
        report(
            FAULTS,
            List.of(
                new OpenAccount(1, 90, 5, 88),
                new OpenAccount(2, 90, 5, 92),
                new OpenAccount(3, 90, 5, 97)),
            TIGHT,
            SAMPLES);

    assertThat(report.open()).isEqualTo(new Counted(3, 270, 15, 277, 2, 9));
    assertThat(report.problems())
        .containsExactly(
            "account 1: Redis admitted 90 requests and counted 88, and replicas admitted 5",
            "account 3: Redis admitted 90 requests and counted 97, and replicas admitted 5");
  }

  @ParameterizedTest
  @CsvSource({
    "200, 200, true",
    "0, 400, true",
    "201, 0, false",
    "200, 201, false",
    "0, 401, false",
  })
  void findsWhatIsBeyondTheBound(long byRedis, long byReplicas, boolean holds) {
    SoakReport report =
        report(
            FAULTS,
            OPEN,
            List.of(
                new TightAccount(10, 0, true),
                new TightAccount(byRedis, byReplicas, true),
                new TightAccount(10, 0, true)),
            SAMPLES);

    assertThat(report.tight())
        .isEqualTo(new Admitted(200, 400, 3, 3, Math.max(10, byRedis), byRedis + byReplicas));
    if (holds) {
      assertThat(report.problems()).isEmpty();
    } else {
      assertThat(report.problems())
          .containsExactly(
              "of a limit of 200, Redis admitted %d to one account, and all together %d (bound: 400)"
                  .formatted(Math.max(10, byRedis), byRedis + byReplicas));
    }
  }

  @Test
  void theBoundIsTheLimitAndTheShareOfEachReplica() {
    assertThat(SoakPolicy.bound(1)).isEqualTo(400);
    assertThat(SoakPolicy.bound(2)).isEqualTo(400);
    assertThat(SoakPolicy.bound(3)).isEqualTo(398);
  }

  @Test
  void saysThatNoFaultWasDrawn() {
    assertThat(report(List.of(), OPEN, TIGHT, SAMPLES).problems())
        .containsExactly("Redis suffered nothing: no fault was drawn in so short a time");
  }

  @Test
  void saysThatNothingCouldBeMissing() {
    String expected = "Redis admitted no request of the limit with room, so none could be missing";

    assertThat(report(FAULTS, List.of(), TIGHT, SAMPLES).problems()).containsExactly(expected);
    assertThat(report(FAULTS, List.of(new OpenAccount(1, 0, 5, 0)), TIGHT, SAMPLES).problems())
        .containsExactly(expected);
  }

  @Test
  void saysThatNoAccountUsedUpItsLimit() {
    // Together more than the limit, but neither Redis nor a replica denied any.
    List<TightAccount> tight =
        List.of(new TightAccount(150, 60, false), new TightAccount(70, 0, false));

    assertThat(report(FAULTS, OPEN, tight, SAMPLES).problems())
        .containsExactly(
            "no account used up its limit in Redis, so none was held to it (most: 210 of 200)");
    assertThat(report(FAULTS, OPEN, tight, SAMPLES).tight())
        .isEqualTo(new Admitted(200, 400, 2, 0, 150, 210));
  }

  @Test
  void saysThatThereAreTooFewSamplesToTellWhatGrew() {
    assertThat(report(FAULTS, OPEN, TIGHT, Map.of("r", samples(5), "s", samples(6))).problems())
        .containsExactly("r: whether it grew is not known from 5 samples (expected: 6)");
    assertThat(report(FAULTS, OPEN, TIGHT, Map.of("r", List.of())).problems())
        .containsExactly("r: whether it grew is not known from 0 samples (expected: 6)");
  }

  @ParameterizedTest
  @CsvSource({
    "141777216, 30, 110, ''",
    "141777217, 30, 110, 'r: bytes of heap grew from 100,000,000 to 141,777,217'",
    "100000000, 31, 110, 'r: threads grew from 20 to 31'",
    "100000000, 20, 111, 'r: files grew from 100 to 111'",
  })
  void tellsWhatHasGrown(long heap, long threads, long files, String expected) {
    Sample between = new Sample(1, 900_000_000, 900, Optional.of(900L));
    List<String> problems =
        report(
                FAULTS,
                OPEN,
                TIGHT,
                Map.of(
                    "r",
                    List.of(
                        new Sample(0, 100_000_000, 20, Optional.of(100L)),
                        between,
                        between,
                        between,
                        between,
                        new Sample(2, heap, threads, Optional.of(files)))))
            .problems();

    if (expected.isEmpty()) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems).singleElement().asString().startsWith(expected);
    }
  }

  private static SoakReport report(
      List<Fault> faults,
      List<OpenAccount> open,
      List<TightAccount> tight,
      Map<String, List<Sample>> samples) {
    return SoakReport.of(
        load(new Results(0, 1)), faults, open, tight, SoakPolicy.bound(2), samples);
  }

  private static LoadReport load(Results results) {
    Duration second = Duration.ofSeconds(1);
    LoadPlan plan = new LoadPlan(1, second, second, 1, second, second);
    return LoadReport.of(
        new Setup("soak", "two replicas", 1, 1, 0, List.of(), plan),
        results,
        new Spent(Optional.empty(), Optional.empty()),
        Optional.empty());
  }

  private static List<Sample> samples(int count) {
    return IntStream.range(0, count)
        .mapToObj(second -> new Sample(second, 100_000_000, 20, Optional.of(100L)))
        .toList();
  }
}
