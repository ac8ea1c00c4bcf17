package dev.weir.load;

import dev.weir.cli.Text;
import dev.weir.load.LoadReport.FaultTime;
import dev.weir.load.LoadReport.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Puts a report into tables. */
final class LoadTable {
  /** Later than this, the latencies say more about the load generator than about the server. */
  private static final double LATE_MILLIS = 1;

  private final LoadReport report;
  private final UnaryOperator<String> heading;
  private final List<String> lines = new ArrayList<>();

  private LoadTable(LoadReport report, UnaryOperator<String> heading) {
    this.report = report;
    this.heading = heading;
  }

  /**
   * Returns a report, line by line.
   *
   * @param heading makes a line stand out, where it can
   */
  static List<String> of(LoadReport report, UnaryOperator<String> heading) {
    LoadTable table = new LoadTable(report, heading);
    table.introduction();
    table.checks();
    table.times();
    table.cpu();
    report.fault().ifPresent(fault -> table.timeline());
    return table.lines;
  }

  private void introduction() {
    lines.add(
        "%s at %s: %s checks/s for %s s, after %s s of warm-up"
            .formatted(
                report.scenario(),
                report.target(),
                Text.number(report.rate()),
                seconds(report.seconds()),
                seconds(report.warmUpSeconds())));
    lines.add(
        "%s, at most %s in flight, %s%s"
            .formatted(
                Text.plural(report.connections(), "connection"),
                Text.plural(report.maxInFlight(), "call"),
                Text.plural(report.accounts(), "account"),
                report.zipf() > 0 ? " (Zipf " + report.zipf() + ")" : ""));
    if (!report.javaOptions().isEmpty()) {
      lines.add("server with " + String.join(" ", report.javaOptions()));
    }
    report
        .fault()
        .ifPresent(
            fault ->
                lines.add(
                    "Redis is %s from second %s to %s%s"
                        .formatted(
                            fault.what(),
                            seconds(fault.from()),
                            seconds(fault.to()),
                            seen(fault))));
  }

  private void checks() {
    title("Checks");
    lines.addAll(
        Text.table(
            List.of(
                List.of("planned", "sent", "not sent", "answered", "per second", "in budget %"),
                List.of(
                    Text.number(report.planned()),
                    Text.number(report.sent()),
                    Text.number(report.notSent()),
                    Text.number(report.answered()),
                    format("%,.1f", report.answeredPerSecond()),
                    format("%.3f", 100 * report.withinBudget())))));
    lines.add("");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("answers and errors", "checks"));
    report.evidence().forEach((rung, count) -> rows.add(count("evidence " + rung, count)));
    report.verdicts().forEach((verdict, count) -> rows.add(count("verdict " + verdict, count)));
    report.errors().forEach((code, count) -> rows.add(count("error " + code, count)));
    lines.addAll(Text.table(rows));
  }

  private void times() {
    title("Milliseconds");
    List<String> names = new ArrayList<>(List.of(""));
    names.addAll(report.latency().keySet());
    lines.addAll(
        Text.table(
            List.of(
                names,
                millis("latency, from the intended send", report.latency()),
                millis("lateness of this load generator", report.lateness()))));
    if (report.lateness().getOrDefault("p99", 0.0) > LATE_MILLIS) {
      lines.add("");
      lines.add(
          "The load generator itself was late: the latencies hold its own waiting, and what is true"
              + " of the server is less.");
    }
  }

  private void cpu() {
    title("CPU microseconds for each check");
    lines.addAll(
        Text.table(
            List.of(
                List.of("server", "Redis"),
                List.of(cpu(report.serverCpuMicros()), cpu(report.redisCpuMicros())))));
  }

  private void timeline() {
    title("Second by second, in milliseconds and checks");
    List<List<String>> rows = new ArrayList<>();
    List<String> names = new ArrayList<>(List.of("second", "p50", "p99", "max"));
    names.addAll(report.evidence().keySet());
    names.addAll(List.of("errors", "not sent"));
    rows.add(names);
    for (Moment moment : report.timeline()) {
      List<String> row = new ArrayList<>();
      row.add(Text.number(moment.second()));
      row.add(format("%.2f", moment.p50()));
      row.add(format("%.2f", moment.p99()));
      row.add(format("%.2f", moment.max()));
      for (String rung : report.evidence().keySet()) {
        row.add(Text.number(moment.evidence().getOrDefault(rung, 0L)));
      }
      row.add(Text.number(moment.errors().values().stream().mapToLong(Long::longValue).sum()));
      row.add(Text.number(moment.notSent()));
      rows.add(row);
    }
    lines.addAll(Text.table(rows));
  }

  private void title(String text) {
    lines.add("");
    lines.add(heading.apply(text));
  }

  private static String seen(FaultTime fault) {
    return new TreeMap<>(fault.seen())
        .entrySet().stream()
            .map(
                each ->
                    ", " + each.getKey().replace('_', ' ') + ": " + Text.number(each.getValue()))
            .collect(Collectors.joining());
  }

  private static List<String> millis(String name, Map<String, Double> values) {
    List<String> row = new ArrayList<>(List.of(name));
    values.values().forEach(value -> row.add(format("%.2f", value)));
    return row;
  }

  private static List<String> count(String name, long count) {
    return List.of(name, Text.number(count));
  }

  private static String cpu(Optional<Double> micros) {
    return micros.map(value -> format("%.1f", value)).orElse("-");
  }

  private static String seconds(double seconds) {
    return seconds % 1 == 0 ? Text.number((long) seconds) : format("%.1f", seconds);
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
