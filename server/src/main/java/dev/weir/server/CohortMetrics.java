package dev.weir.server;

import dev.weir.cohort.LiveCohorts;
import dev.weir.cohort.LiveCohorts.Counts;
import dev.weir.cohort.Standing;
import dev.weir.telemetry.Gauges;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Shows what this replica knows and does of cohorts. Read when somebody asks, and not before. */
final class CohortMetrics {
  private static final double MILLIS = 1e3;

  /** Of a cohort that is only observed, nothing is held. */
  private static final Set<Standing> HELD = EnumSet.complementOf(EnumSet.of(Standing.OBSERVED));

  private final Gauges gauges;
  private final Supplier<Optional<LiveCohorts>> cohorts;
  private final CohortUpkeep upkeep;

  private CohortMetrics(
      Gauges gauges, Supplier<Optional<LiveCohorts>> cohorts, CohortUpkeep upkeep) {
    this.gauges = gauges;
    this.cohorts = cohorts;
    this.upkeep = upkeep;
  }

  /**
   * Registers all of it.
   *
   * @param cohorts gives those there are; while there are none, all numbers are 0
   */
  static void register(
      Gauges gauges, Supplier<Optional<LiveCohorts>> cohorts, CohortUpkeep upkeep) {
    CohortMetrics metrics = new CohortMetrics(gauges, cohorts, upkeep);
    metrics.knowledge();
    metrics.lessons();
    metrics.steps();
  }

  private void knowledge() {
    gauges.level(
        "weir.cohorts.keyed",
        "",
        "1 while the cohort key is known, 0 while nothing is learned of cohorts for want of it",
        () -> cohorts.get().isPresent() ? 1 : 0);
    gauges.levels(
        "weir.cohorts.held",
        "",
        "Cohorts of which something is held, as this replica knows it, by what",
        "state",
        this::held);
    gauges.count(
        "weir.cohorts.assessed",
        "Cohorts that this replica judged, each as often as it did",
        () -> count(Counts::assessed));
    gauges.count(
        "weir.cohorts.accounts",
        "Accounts that were asked for a cohort's sake, and that answered, as this replica learned",
        "outcome",
        Map.of("asked", () -> count(Counts::asked), "passed", () -> count(Counts::passed)));
  }

  private void lessons() {
    gauges.count(
        "weir.cohorts.lessons.dropped",
        "What was to be learned of cohorts and was lost: too much waited, or the store failed"
            + " for too long",
        () -> count(Counts::dropped));
    gauges.level(
        "weir.cohorts.lessons.waiting",
        "",
        "What waits to be learned of cohorts",
        () -> cohorts.get().map(LiveCohorts::waiting).orElse(0));
  }

  private void steps() {
    gauges.level(
        "weir.cohorts.leads",
        "",
        "1 while this replica is the one that judges cohorts",
        () -> upkeep.leads() ? 1 : 0);
    Map<String, LongSupplier> failures = new LinkedHashMap<>();
    upkeep.steps().forEach(step -> failures.put(step.name(), step::failures));
    gauges.count(
        "weir.cohorts.failures",
        "Failures of what is done with cohorts twice a second; the log says why",
        "step",
        failures);
    gauges.levels(
        "weir.cohorts.succeeded",
        "s",
        "When it last succeeded, in seconds since 1970; 0 if never",
        "step",
        this::succeeded);
  }

  private Map<String, Double> succeeded() {
    Map<String, Double> times = new LinkedHashMap<>();
    upkeep.steps().forEach(step -> times.put(step.name(), step.succeededAt() / MILLIS));
    return times;
  }

  private Map<String, Integer> held() {
    Map<Standing, Integer> counts = cohorts.get().map(LiveCohorts::held).orElse(Map.of());
    Map<String, Integer> all = new LinkedHashMap<>();
    HELD.forEach(
        standing ->
            all.put(standing.name().toLowerCase(Locale.ROOT), counts.getOrDefault(standing, 0)));
    return all;
  }

  private long count(ToLongFunction<Counts> which) {
    return which.applyAsLong(cohorts.get().map(LiveCohorts::counts).orElse(Counts.NONE));
  }
}
