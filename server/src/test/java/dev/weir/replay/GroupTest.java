package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.weir.decision.Verdict;
import dev.weir.replay.ReplayReport.RuleResult;
import org.junit.jupiter.api.Test;

final class GroupTest {
  private final Group campaign = new Group(true);

  @Test
  void countsAnAccountOnceForEachWayInWhichItWasStopped() {
    add("a", Verdict.DENY, Verdict.CHALLENGE, Verdict.DENY, Verdict.ALLOW);
    add("b", Verdict.CHALLENGE);
    assertThat(campaign.result("c", "").accounts()).isEqualTo(2);
    assertThat(campaign.result("c", "").accountsChallenged()).isEqualTo(2);
    assertThat(campaign.result("c", "").accountsDenied()).isEqualTo(1);
  }

  @Test
  void countsWhatLeakedBeforeTheAccountThatMakesHalf() {
    add("a", Verdict.ALLOW, Verdict.ALLOW, Verdict.DENY);
    add("b", Verdict.ALLOW, Verdict.CHALLENGE, Verdict.ALLOW);
    add("c", Verdict.ALLOW);
    // Of three accounts, two are half: b is the second, before which three requests were allowed.
    assertThat(campaign.result("c", "").leakedBeforeHalfStopped()).isEqualTo(3);
    add("d", Verdict.ALLOW);
    add("e", Verdict.DENY);
    // Of five, three are half: e is the third.
    assertThat(campaign.result("c", "").leakedBeforeHalfStopped()).isEqualTo(6);
  }

  @Test
  void countsAllThatLeakedWhereHalfWereNeverStopped() {
    add("a", Verdict.DENY);
    add("b", Verdict.ALLOW, Verdict.ALLOW);
    add("c", Verdict.ALLOW);
    assertThat(campaign.result("c", "").leakedBeforeHalfStopped()).isEqualTo(3);
    assertThat(campaign.result("c", "").leakedShare()).isEqualTo(0.75);
  }

  @Test
  void keepsEveryAccountOfALargeCampaign() {
    for (int i = 0; i < 1_000; i++) {
      add("a" + i, Verdict.ALLOW, Verdict.DENY);
    }
    assertThat(campaign.result("c", "").leakedBeforeHalfStopped()).isEqualTo(500);
  }

  @Test
  void countsWhomEachRuleStopped() {
    campaign.add("a", Verdict.CHALLENGE, "probe");
    campaign.add("a", Verdict.CHALLENGE, "probe");
    campaign.add("b", Verdict.CHALLENGE, "probe");
    campaign.add("b", Verdict.DENY, "over_limit");
    campaign.add("c", Verdict.ALLOW, "");
    assertThat(campaign.result("c", "").rules())
        .containsExactly(
            entry("over_limit", new RuleResult(1, 1)), entry("probe", new RuleResult(2, 3)));
  }

  @Test
  void leaksNothingWhereItIsNoCampaign() {
    Group crowd = new Group(false);
    crowd.add("a", Verdict.ALLOW, "");
    assertThat(crowd.result("", "x").leakedShare()).isZero();
    assertThat(crowd.result("", "x").leakedBeforeHalfStopped()).isZero();
  }

  private void add(String account, Verdict... verdicts) {
    for (Verdict verdict : verdicts) {
      campaign.add(account, verdict, verdict == Verdict.ALLOW ? "" : "rule");
    }
  }
}
