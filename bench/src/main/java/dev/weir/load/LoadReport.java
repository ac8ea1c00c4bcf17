package dev.weir.load;

import dev.weir.load.Results.Second;
import dev.weir.v1.Evidence;
import dev.weir.v1.Verdict;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * What a run saw. The components, in snake_case and in this order, are its JSON. Times are in
 * milliseconds, but where a name says otherwise.
 *
 * @param scenario its name; {@code target} where a running server was asked
 * @param target host and port that were asked
 * @param rate checks a second that were to be sent
 * @param maxInFlight how many calls could be unanswered at once
 * @param accounts of how many accounts checks were drawn
 * @param zipf the exponent of the distribution; 0 where all were alike
 * @param javaOptions of the server that was started, beside the launcher's
 * @param planned how many checks were to be sent while it was measured
 * @param sent how many were
 * @param notSent how many were not, since too many were unanswered
 * @param answered how many calls ended in an answer
 * @param answeredPerSecond those, by the time until the last answer
 * @param withinBudget answers within the budget, as a share of the planned checks
 * @param evidence how many answers rested on what
 * @param verdicts how many answers had which verdict
 * @param errors how many calls failed, by status
 * @param latency from when a check was to be sent until its answer, or until it was given up
 * @param latencyByEvidence the same of answers alone that rested on each, at more percentiles; only
 *     of what there was
 * @param lateness from when a check was to be sent until it was
 * @param serverCpuMicros CPU time of the server for each check that was sent; none where not known
 * @param redisCpuMicros the same of Redis
 * @param fault what was done to Redis meanwhile, if anything
 * @param timeline each second, by when its checks were to be sent
 */
record LoadReport(
    String scenario,
    String target,
    int rate,
    double warmUpSeconds,
    double seconds,
    int connections,
    int maxInFlight,
    double budget,
    double deadline,
    int accounts,
    double zipf,
    List<String> javaOptions,
    long planned,
    long sent,
    long notSent,
    long answered,
    double answeredPerSecond,
    double withinBudget,
    Map<String, Long> evidence,
    Map<String, Long> verdicts,
    Map<String, Long> errors,
    Map<String, Double> latency,
    Map<String, Map<String, Double>> latencyByEvidence,
    Map<String, Double> lateness,
    Optional<Double> serverCpuMicros,
    Optional<Double> redisCpuMicros,
    Optional<FaultTime> fault,
    List<Moment> timeline) {

  private static final List<Evidence> RUNGS =
      List.of(Evidence.COMPLETE, Evidence.PARTIAL, Evidence.LOCAL, Evidence.NONE);
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

  /** What a curve is drawn through. */
  private static final double[] CURVE = {
    50, 60, 70, 80, 90, 95, 98, 99, 99.5, 99.8, 99.9, 99.95, 99.98, 99.99, 99.999
  };

  private static final double MICROS = 1_000;

  /**
   * What was done, and from when to when, in seconds after measuring began.
   *
   * @param seen what came of it, in numbers by their names
   */
  record FaultTime(String what, double from, double to, Map<String, Long> seen) {}

  /** One second. */
  record Moment(
      int second,
      long sent,
      long notSent,
      Map<String, Long> evidence,
      Map<String, Long> errors,
      double p50,
      double p99,
      double max) {}

  /** How a run was set up, beside its plan. */
  record Setup(
      String scenario,
      String target,
      int connections,
      int accounts,
      double zipf,
      List<String> javaOptions,
      LoadPlan plan) {}

  /**
   * What processes spent while it was measured.
   *
   * @param server in nanoseconds
   * @param redis in nanoseconds
   */
  record Spent(Optional<Long> server, Optional<Long> redis) {}

  /** Sums results up. */
  static LoadReport of(Setup setup, Results results, Spent spent, Optional<FaultTime> fault) {
    LoadPlan plan = setup.plan();
    List<Second> seconds = results.seconds();
    Histogram latency = results.latency();
    long sent = sum(seconds, Second::sent);
    long notSent = sum(seconds, Second::notSent);
    Map<String, Long> evidence = evidence(seconds);
    long answered = evidence.values().stream().mapToLong(Long::longValue).sum();
    double span = Math.max(results.span(), plan.duration().toNanos()) / 1e9;
    return new LoadReport(
        setup.scenario(),
        setup.target(),
        plan.rate(),
        plan.warmUp().toMillis() / 1e3,
        plan.duration().toMillis() / 1e3,
        setup.connections(),
        plan.maxInFlight(),
        plan.budget().toMillis(),
        plan.deadline().toMillis(),
        setup.accounts(),
        setup.zipf(),
        setup.javaOptions(),
        sent + notSent,
        sent,
        notSent,
        answered,
        Math.round(answered / span * 10) / 10.0,
        (double) results.answeredWithin(plan.budget()) / Math.max(1, sent + notSent),
        evidence,
        verdicts(seconds),
        errors(seconds),
        percentiles(latency, PERCENTILES),
        latencyByEvidence(results),
        percentiles(results.lateness(), PERCENTILES),
        spent.server().map(nanos -> perCheck(nanos, sent)),
        spent.redis().map(nanos -> perCheck(nanos, sent)),
        fault,
        timeline(seconds));
  }

  private static double perCheck(long nanos, long checks) {
    return Math.round(nanos / 100.0 / Math.max(1, checks)) / 10.0;
  }

  private static List<Moment> timeline(List<Second> seconds) {
    List<Moment> timeline = new ArrayList<>();
    for (Second second : seconds) {
      List<Second> alone = List.of(second);
      Histogram latency = second.latency();
      timeline.add(
          new Moment(
              timeline.size(),
              second.sent(),
              second.notSent(),
              evidence(alone),
              errors(alone),
              latency.getValueAtPercentile(50) / MICROS,
              latency.getValueAtPercentile(99) / MICROS,
              latency.getMaxValue() / MICROS));
    }
    return timeline;
  }

  private static Map<String, Long> evidence(List<Second> seconds) {
    Map<String, Long> counts = new LinkedHashMap<>();
    RUNGS.forEach(rung -> counts.put(rung.name(), sum(seconds, second -> second.evidence(rung))));
    long unknown = sum(seconds, second -> second.evidence(Evidence.EVIDENCE_UNSPECIFIED));
    if (unknown > 0) {
      counts.put("UNSPECIFIED", unknown);
    }
    return counts;
  }

  private static Map<String, Long> verdicts(List<Second> seconds) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Verdict verdict : List.of(Verdict.ALLOW, Verdict.CHALLENGE, Verdict.DENY)) {
      counts.put(verdict.name(), sum(seconds, second -> second.verdicts(verdict)));
    }
    return counts;
  }

  private static Map<String, Long> errors(List<Second> seconds) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Status.Code code : Status.Code.values()) {
      long count = sum(seconds, second -> second.errors(code));
      if (count > 0) {
        counts.put(code.name(), count);
      }
    }
    return counts;
  }

  private static Map<String, Map<String, Double>> latencyByEvidence(Results results) {
    Map<String, Map<String, Double>> values = new LinkedHashMap<>();
    for (Evidence rung : RUNGS) {
      Histogram histogram = results.latency(rung);
      if (histogram.getTotalCount() > 0) {
        values.put(rung.name(), percentiles(histogram, known(histogram.getTotalCount())));
      }
    }
    return values;
  }

  /** Leaves out percentiles of which there were not two beyond: they would be the greatest one. */
  private static double[] known(long count) {
    return Arrays.stream(CURVE).filter(each -> count * (100 - each) / 100 >= 2).toArray();
  }

  private static Map<String, Double> percentiles(Histogram histogram, double[] percentiles) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (double percentile : percentiles) {
      String name = "p" + (percentile % 1 == 0 ? (int) percentile : String.valueOf(percentile));
      values.put(name, histogram.getValueAtPercentile(percentile) / MICROS);
    }
    values.put("max", histogram.getMaxValue() / MICROS);
    return values;
  }

  private static long sum(List<Second> seconds, ToLongFunction<Second> count) {
    return seconds.stream().mapToLong(count).sum();
  }
}
