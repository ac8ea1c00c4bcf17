package dev.weir.demo;

import dev.weir.cli.Text;
import dev.weir.demo.DemoReport.GroupResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** Puts a report into words and tables for somebody who sees Weir for the first time. */
final class DemoTable {
  private static final String ALL = "all";

  /** How the kinds of campaigns hide, in a few words. */
  private static final Map<String, String> WAYS =
      Map.of(
          "shared_cards", "dozens of accounts on each of few cards",
          "launch_pivot", "half of it moves to a new model in a day",
          "first_pool", "residential proxies and disposable mail",
          "second_pool", "goes on where a banned pool ended",
          "hydra", "a new address for each request",
          "session_relay", "conversations move from account to account",
          "slow_paraphrased", "six requests a day, no prompt twice",
          "farmed_identities", "few people behind many accounts",
          "stolen_keys", "keys of real customers");

  private final DemoReport report;
  private final UnaryOperator<String> heading;
  private final List<String> lines = new ArrayList<>();

  private DemoTable(DemoReport report, UnaryOperator<String> heading) {
    this.report = report;
    this.heading = heading;
  }

  /**
   * Returns a report, line by line.
   *
   * @param heading makes a line stand out, where it can
   */
  static List<String> of(DemoReport report, UnaryOperator<String> heading) {
    DemoTable table = new DemoTable(report, heading);
    table.introduction();
    table.campaigns();
    table.innocents();
    table.next();
    return table.lines;
  }

  private void introduction() {
    lines.add(Text.clean(report.description()));
    say(
        String.format(
            Locale.ROOT,
            """
            %s, of %s innocent accounts and %s of campaigns, went to two servers over gRPC,
            in %.1f s. One server knows limits alone. The other one decides by the policy that Weir
            ships, which has the same limits.
            """,
            Text.plural(report.checks(), "request"),
            sum(report.innocents(), GroupResult::accounts),
            sum(report.campaigns(), GroupResult::accounts),
            report.seconds()));
  }

  private void campaigns() {
    List<GroupResult> campaigns = report.campaigns();
    if (campaigns.isEmpty()) {
      return;
    }
    title("How much of each campaign was stopped, in % of its requests");
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("campaign", "how it hides", "accounts", "requests", "by limits alone", "by Weir"));
    for (GroupResult each : campaigns) {
      String way = WAYS.getOrDefault(each.callerClass(), name(each.callerClass()));
      rows.add(campaign(Text.clean(each.campaign()), way, List.of(each)));
    }
    rows.add(campaign(ALL, "", campaigns));
    lines.addAll(Text.table(rows));
    say(
        """

        Limits look at one account at a time, and each account of a campaign asks for little. Weir
        looks at what accounts share, asks some of them to verify themselves, and stops all that
        share it once those do not answer.
        """);
  }

  private static List<String> campaign(String name, String way, List<GroupResult> groups) {
    long checks = DemoReport.sum(groups, GroupResult::checks);
    return List.of(
        name,
        way,
        sum(groups, GroupResult::accounts),
        Text.number(checks),
        percent("%.1f", DemoReport.sum(groups, group -> group.limitsAlone().stopped()), checks),
        percent("%.1f", DemoReport.sum(groups, group -> group.weir().stopped()), checks));
  }

  private void innocents() {
    List<GroupResult> innocents = report.innocents();
    if (innocents.isEmpty()) {
      return;
    }
    title("What it cost the innocent: accounts asked or denied by Weir, and requests stopped");
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "who",
            "accounts",
            "asked",
            "denied",
            "requests",
            "by limits alone",
            "by Weir",
            "by Weir in %"));
    innocents.forEach(each -> rows.add(innocent(name(each.callerClass()), List.of(each))));
    rows.add(innocent(ALL, innocents));
    lines.addAll(Text.table(rows));
    say(
        """

        An account that is asked and answers goes on, here after ten minutes; what it asks for
        meanwhile counts as stopped.
        """);
  }

  private static List<String> innocent(String name, List<GroupResult> groups) {
    long checks = DemoReport.sum(groups, GroupResult::checks);
    long stopped = DemoReport.sum(groups, group -> group.weir().stopped());
    return List.of(
        name,
        sum(groups, GroupResult::accounts),
        sum(groups, group -> group.weir().accountsChallenged()),
        sum(groups, group -> group.weir().accountsDenied()),
        Text.number(checks),
        sum(groups, group -> group.limitsAlone().stopped()),
        Text.number(stopped),
        percent("%.2f", stopped, checks));
  }

  private void next() {
    title("Where to go next");
    String scenario = Text.clean(report.scenario());
    long seed = report.seed();
    lines.addAll(
        Text.table(
            List.of(
                List.of(
                    "./weir demo --seed " + (seed + 1),
                    "other accounts, the same kinds of campaigns"),
                List.of(
                    "./weir demo --scenario hydra", "another one; ./weir simulate --list has more"),
                List.of(
                    "./weir simulate " + scenario + " --seed " + seed + " --out trace.jsonl.gz",
                    "these requests, as a file"),
                List.of("./weir replay trace.jsonl.gz", "what became of them, without a server"),
                List.of("./weir serve", "a server of your own; read on in README.md"))));
  }

  private void title(String text) {
    lines.add("");
    lines.add(heading.apply(text));
  }

  private void say(String text) {
    text.lines().forEach(lines::add);
  }

  private static String sum(List<GroupResult> groups, ToLongFunction<GroupResult> value) {
    return Text.number(DemoReport.sum(groups, value));
  }

  private static String name(String callerClass) {
    return Text.clean(callerClass.replace('_', ' '));
  }

  private static String percent(String format, long part, long whole) {
    return String.format(Locale.ROOT, format, whole == 0 ? 0 : 100.0 * part / whole);
  }
}
