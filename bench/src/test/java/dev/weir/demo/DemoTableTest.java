package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.DemoReport.GroupResult;
import dev.weir.demo.DemoReport.Outcome;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class DemoTableTest {
  private static final GroupResult CARDS =
      group("cards", "shared_cards", 80, 4_000, new Outcome(3_996, 0, 4, 0, 2), 3_900, 80);
  private static final GroupResult HYDRA =
      group("second wave", "hydra", 1_200, 36_000, new Outcome(36_000, 0, 0, 0, 0), 35_000, 1_190);
  private static final GroupResult COURSE =
      group("", "university", 70, 400, new Outcome(400, 0, 0, 0, 0), 10, 3);
  private static final GroupResult HOBBY =
      group("", "hobby", 3_000, 100_000, new Outcome(99_998, 0, 2, 0, 1), 20, 2);

  @Test
  void saysWhatWasStoppedAndWhatItCost() {
    assertThat(DemoTable.of(report("demo", CARDS, HYDRA, HOBBY, COURSE), line -> "# " + line))
        .containsExactlyElementsOf(
            """
            A test.
            140,400 requests, of 3,070 innocent accounts and 1,280 of campaigns, went to two servers over gRPC,
            in 12.3 s. One server knows limits alone. The other one decides by the policy that Weir
            ships, which has the same limits.

            # How much of each campaign was stopped, in % of its requests
              campaign     how it hides                             accounts  requests  by limits alone  by Weir
              cards        dozens of accounts on each of few cards        80     4,000              0.1     97.5
              second wave  a new address for each request              1,200    36,000              0.0     97.2
              all                                                      1,280    40,000              0.0     97.3

            Limits look at one account at a time, and each account of a campaign asks for little. Weir
            looks at what accounts share, asks some of them to verify themselves, and stops all that
            share it once those do not answer.

            # What it cost the innocent: accounts asked or denied by Weir, and requests stopped
              who         accounts  asked  denied  requests  by limits alone  by Weir  by Weir in %
              hobby          3,000      2       0   100,000                2       20          0.02
              university        70      3       0       400                0       10          2.50
              all            3,070      5       0   100,400                2       30          0.03

            An account that is asked and answers goes on, here after ten minutes; what it asks for
            meanwhile counts as stopped.

            # Where to go next
              ./weir demo --seed 8                                other accounts, the same kinds of campaigns
              ./weir demo --scenario hydra                        another one; ./weir simulate --list has more
              ./weir simulate demo --seed 7 --out trace.jsonl.gz  these requests, as a file
              ./weir replay trace.jsonl.gz                        what became of them, without a server
              ./weir serve                                        a server of your own; read on in README.md
            """
                .lines()
                .toList());
  }

  @Test
  void whatThereIsNoneOfIsLeftOut() {
    assertThat(DemoTable.of(report("population", HOBBY), UnaryOperator.identity()))
        .noneMatch(line -> line.contains("campaign was"))
        .anyMatch(line -> line.contains("the innocent:"));
    assertThat(DemoTable.of(report("mine.yaml", CARDS), UnaryOperator.identity()))
        .noneMatch(line -> line.contains("the innocent:"))
        .anyMatch(line -> line.startsWith("  ./weir simulate mine.yaml --seed 7 "));
  }

  @Test
  void nothingThatAScenarioSaysSteersTheTerminal() {
    GroupResult hostile = group("\033[2J", "\033c", 1, 1, new Outcome(1, 0, 0, 0, 0), 0, 0);

    assertThat(DemoTable.of(report("\033.yaml", hostile), UnaryOperator.identity()))
        .noneMatch(line -> line.contains("\033"));
  }

  private static GroupResult group(
      String campaign,
      String callerClass,
      int accounts,
      long checks,
      Outcome limitsAlone,
      long challenged,
      int asked) {
    return new GroupResult(
        campaign,
        callerClass,
        accounts,
        checks,
        limitsAlone,
        new Outcome(checks - challenged, challenged, 0, asked, 0));
  }

  private static DemoReport report(String scenario, GroupResult... groups) {
    return new DemoReport(
        scenario,
        "A test.",
        7,
        3,
        DemoReport.sum(List.of(groups), GroupResult::checks),
        300_000,
        12.3,
        "limits-alone@1",
        "model-api@1",
        List.of(groups));
  }
}
