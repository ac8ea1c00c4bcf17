package dev.weir.replay;

import dev.weir.cli.Text;
import dev.weir.decision.Verdict;
import dev.weir.replay.ReplayReport.CandidateResult;
import dev.weir.replay.ReplayReport.GroupResult;
import dev.weir.replay.ReplayReport.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts a report into tables for people. */
final class ReportTable {
  private final List<String> lines = new ArrayList<>();

  private ReportTable() {}

  /** Returns a report, line by line. */
  static List<String> of(ReplayReport report) {
    ReportTable table = new ReportTable();
    table.lines.add(
        String.format(
            Locale.ROOT,
            "%s in %.2f s: %s a second",
            Text.plural(report.checks(), "check"),
            report.seconds(),
            Text.number(report.checksPerSecond())));
    if (report.badLines() > 0) {
      table.lines.add(Text.plural(report.badLines(), "line") + " could not be replayed");
    }
    table.result("Policy " + report.policy(), report.verdicts(), report.groups());
    report.candidate().ifPresent(table::candidate);
    report.transitions().ifPresent(table::transitions);
    return table.lines;
  }

  private void candidate(CandidateResult candidate) {
    result("Candidate " + candidate.policy(), candidate.verdicts(), candidate.groups());
  }

  private void result(String heading, Map<Verdict, Long> verdicts, List<GroupResult> groups) {
    lines.add("");
    lines.add(heading);
    long all = verdicts.values().stream().mapToLong(Long::longValue).sum();
    List<List<String>> counts = new ArrayList<>();
    counts.add(List.of("verdict", "checks", "%"));
    verdicts.forEach(
        (verdict, count) ->
            counts.add(List.of(verdict.name(), Text.number(count), percent(count, all))));
    lines.addAll(Text.table(counts));
    lines.add("");
    lines.addAll(Text.table(groups(groups)));
  }

  private static List<List<String>> groups(List<GroupResult> groups) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "campaign",
            "class",
            "accounts",
            "ever challenged",
            "ever denied",
            "checks",
            "allowed",
            "challenged",
            "denied",
            "leaked %",
            "before half stopped"));
    for (GroupResult group : groups) {
      boolean leaks = !group.campaign().isEmpty();
      rows.add(
          List.of(
              leaks ? Text.clean(group.campaign()) : "-",
              group.callerClass().isEmpty() ? "-" : Text.clean(group.callerClass()),
              Text.number(group.accounts()),
              Text.number(group.accountsChallenged()),
              Text.number(group.accountsDenied()),
              Text.number(group.checks()),
              Text.number(group.allowed()),
              Text.number(group.challenged()),
              Text.number(group.denied()),
              leaks ? percent(group.allowed(), group.checks()) : "-",
              leaks ? Text.number(group.leakedBeforeHalfStopped()) : "-"));
    }
    return rows;
  }

  private void transitions(List<Transition> transitions) {
    lines.add("");
    lines.add("Decided otherwise by the candidate");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("from", "by rule", "to", "by rule", "checks"));
    long same = 0;
    for (Transition transition : transitions) {
      if (transition.from() == transition.to()
          && transition.fromRule().equals(transition.toRule())) {
        same += transition.checks();
      } else {
        rows.add(
            List.of(
                transition.from().name(),
                transition.fromRule(),
                transition.to().name(),
                transition.toRule(),
                Text.number(transition.checks())));
      }
    }
    if (rows.size() > 1) {
      lines.addAll(Text.table(rows));
    }
    lines.add("  " + Text.plural(same, "check") + " decided alike");
  }

  private static String percent(long part, long whole) {
    return String.format(Locale.ROOT, "%.2f", whole == 0 ? 0 : 100.0 * part / whole);
  }
}
