package dev.weir.load;

import dev.weir.cli.Text;
import dev.weir.load.SoakFaults.Fault;
import dev.weir.load.SoakReport.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Puts the report of a soak into tables. */
final class SoakTable {
  private static final double MIB = 1 << 20;

  private SoakTable() {}

  /**
   * Returns a report, line by line.
   *
   * @param heading makes a line stand out, where it can
   */
  static List<String> of(SoakReport report, UnaryOperator<String> heading) {
    List<String> lines = new ArrayList<>(LoadTable.of(report.load(), heading));
    title(lines, heading, "What Redis suffered");
    lines.addAll(Text.table(faults(report.faults())));
    title(lines, heading, "What was admitted, and what was counted");
    lines.addAll(Text.table(counted(report)));
    lines.add("");
    lines.addAll(Text.table(admitted(report)));
    title(lines, heading, "What the replicas held after a collection");
    lines.addAll(Text.table(held(report)));
    lines.add("");
    if (report.problems().isEmpty()) {
      lines.add(heading.apply("All that was to hold does."));
    }
    report.problems().forEach(problem -> lines.add("NOT AS IT SHOULD BE: " + problem));
    return lines;
  }

  private static List<List<String>> faults(List<Fault> faults) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "times", "seconds together", "longest"));
    for (Outage.Kind kind : Outage.Kind.values()) {
      List<Double> lengths =
          faults.stream()
              .filter(fault -> fault.kind() == kind)
              .map(fault -> fault.to() - fault.from())
              .toList();
      rows.add(
          List.of(
              kind.name().toLowerCase(Locale.ROOT),
              Text.number(lengths.size()),
              format(lengths.stream().mapToDouble(Double::doubleValue).sum()),
              format(lengths.stream().mapToDouble(Double::doubleValue).max().orElse(0))));
    }
    return rows;
  }

  private static List<List<String>> counted(SoakReport report) {
    SoakReport.Counted open = report.open();
    return List.of(
        List.of("limit with room", "requests"),
        List.of("admitted with complete evidence", Text.number(open.admittedByRedis())),
        List.of("admitted by replicas alone", Text.number(open.admittedByReplicas())),
        List.of("counted by Redis", Text.number(open.counted())),
        List.of("admitted by Redis and not counted", Text.number(open.missing())),
        List.of("counted, and the answer lost", Text.number(open.surplus())));
  }

  private static List<List<String>> admitted(SoakReport report) {
    SoakReport.Admitted tight = report.tight();
    return List.of(
        List.of("limit to be used up", "requests"),
        List.of("the limit of each account", Text.number(tight.max())),
        List.of("most that Redis admitted to one", Text.number(tight.mostByRedis())),
        List.of("most that was admitted to one", Text.number(tight.most())),
        List.of("the stated bound", Text.number(tight.bound())),
        List.of("accounts that used it up", Text.number(tight.usedUp())));
  }

  private static List<List<String>> held(SoakReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("replica", "second", "heap MiB", "threads", "files"));
    report
        .replicas()
        .forEach((name, samples) -> samples.forEach(sample -> rows.add(row(name, sample))));
    return rows;
  }

  private static List<String> row(String name, Sample sample) {
    return List.of(
        name,
        format(sample.second()),
        format(sample.heapBytes() / MIB),
        Text.number(sample.threads()),
        sample.files().map(Text::number).orElse("-"));
  }

  private static void title(List<String> lines, UnaryOperator<String> heading, String text) {
    lines.add("");
    lines.add(heading.apply(text));
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, "%,.1f", value);
  }
}
