package dev.weir.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulate.PopulationSpec.Group;
import dev.weir.simulate.PopulationSpec.Size;
import dev.weir.simulate.RateSummary.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Compares the simulated population with real callers of a model API: 421 heavy clients over up to
 * 14 days, from ServeGen (Alibaba, Apache-2.0, https://github.com/alibaba/ServeGen). The figures
 * are what {@link RateSummary} prints of them; the data itself is not part of the project.
 */
final class CalibrationTest {
  /** The quarter, the half and three quarters of the real clients. */
  private static final double[] BURSTINESS = {1.010, 1.180, 1.970};

  private static final double[] WANDERING = {0.573, 0.872, 1.465};
  private static final double[] STEPS = {0.057, 0.125, 0.268};

  /** Over five families of models. */
  private static final double LEAST_UNEQUAL = 0.651;

  private static final double MOST_UNEQUAL = 0.870;

  private static final int LEAST_IN_A_WINDOW = 25;

  @Test
  void productionIsAsBurstyAsRealClients() {
    RateSummary summary = summary();

    assertThat(summary.burstiness()[2]).isBetween(BURSTINESS[0], BURSTINESS[2]);
    assertThat(summary.wandering()[2]).isBetween(WANDERING[0], WANDERING[2]);
    assertThat(summary.steps()[2]).isBetween(STEPS[0], STEPS[2]);
  }

  @Test
  void volumesAreAsUnequalAsRealOnes() {
    Map<String, Integer> volumes = new TreeMap<>();
    for (String line : Traces.lines(Traces.bytes("population", 1, 0.2, 30))) {
      if (Traces.isCheck(line)) {
        volumes.merge(Traces.field(line, "account_id"), 1, Integer::sum);
      }
    }
    double[] sorted = volumes.values().stream().mapToDouble(i -> i).sorted().toArray();
    double[] heavy = Arrays.copyOfRange(sorted, sorted.length - 421, sorted.length);

    // Real clients are the heaviest of many, so the heaviest here are what they compare with.
    assertThat(RateSummary.gini(heavy)).isBetween(LEAST_UNEQUAL - 0.1, MOST_UNEQUAL);
    assertThat(RateSummary.gini(sorted)).isBetween(LEAST_UNEQUAL, 0.97);
  }

  /**
   * Production as it is simulated, but so busy that windows of ten minutes tell of their insides.
   */
  private static RateSummary summary() {
    Scenario shipped = new ScenarioFiles().scenario("population");
    PopulationSpec spec = shipped.population();
    Map<Group, Size> only = new EnumMap<>(Group.class);
    only.put(Group.PRODUCTION, new Size(30, 1, 1, 15_000, 0.4));
    Scenario busy =
        new Scenario(
            shipped.name(),
            shipped.description(),
            shipped.start(),
            2,
            shipped.launch(),
            new PopulationSpec(
                spec.belowPhone(), spec.prepaid(), 1, 1, 0, 0, spec.templates(), only),
            List.of());
    Map<String, List<Long>> times = new TreeMap<>();
    for (String line : Traces.lines(Traces.bytes(busy, 21))) {
      if (Traces.isCheck(line)) {
        times
            .computeIfAbsent(Traces.field(line, "account_id"), any -> new ArrayList<>())
            .add(Instant.parse(line.substring(7, 31)).toEpochMilli());
      }
    }
    RateSummary summary = new RateSummary();
    times.forEach((client, each) -> windows(summary, client, each));
    return summary;
  }

  private static void windows(RateSummary summary, String client, List<Long> times) {
    int start = 0;
    while (start < times.size()) {
      long window = times.get(start) / 600_000;
      int end = start;
      while (end < times.size() && times.get(end) / 600_000 == window) {
        end++;
      }
      if (end - start >= LEAST_IN_A_WINDOW) {
        double cv = cv(times.subList(start, end));
        summary.add("production", client, new Window(window * 600, (end - start) / 600.0, cv));
      }
      start = end;
    }
  }

  private static double cv(List<Long> times) {
    double mean = (double) (times.getLast() - times.getFirst()) / (times.size() - 1);
    double square = 0;
    for (int i = 1; i < times.size(); i++) {
      double off = times.get(i) - times.get(i - 1) - mean;
      square += off * off;
    }
    return Math.sqrt(square / (times.size() - 1)) / mean;
  }
}
