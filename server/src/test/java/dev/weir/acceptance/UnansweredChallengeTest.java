package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.challenge.Kind;
import dev.weir.cohort.Standing;
import dev.weir.decision.Decision;
import dev.weir.decision.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who never answers, in a campaign of 100 accounts that never do, and beside it. */
final class UnansweredChallengeTest {
  private static final long TEMPLATE = 7;
  private static final String CARD = "card of the campaign";
  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  private final Town town = Town.of(2_000);
  private final List<Caller> campaign = new ArrayList<>();

  @BeforeEach
  void confirm() {
    for (int i = 0; i < 100; i++) {
      Caller caller = member("campaign " + i, i, false);
      town.put(account(caller, Level.EMAIL, 2, CARD));
      campaign.add(caller);
    }
    for (long end = town.now() + 6 * 60 * MINUTE; town.now() < end; town.advance(10 * MINUTE)) {
      campaign.forEach(town::call);
    }
    assertThat(town.standing("template", TEMPLATE)).isEqualTo(Standing.CONFIRMED);
    assertThat(town.standing("card", CARD)).isEqualTo(Standing.CONFIRMED);
    assertThat(town.standing("device", "device of all")).isEqualTo(Standing.CONFIRMED);
  }

  @Test
  void whoSharesATemplateAndANetworkAndNeverAnswersIsAskedAndNeverDenied() {
    Caller bystander =
        new Caller("bystander", "", "9.9.9.201", "device of bystander", TEMPLATE, false);
    town.put(account(bystander, Level.EMAIL, 300, "card of bystander"));
    for (long end = town.now() + 5 * DAY; town.now() < end; town.advance(60 * MINUTE)) {
      assertThat(town.call(bystander).verdict()).isEqualTo(Verdict.CHALLENGE);
    }
    assertThat(town.denied("bystander")).isEmpty();
  }

  @Test
  void whoSharesAllThatTheCampaignSharesIsLetInWhenItAnswers() {
    Caller bystander = member("bystander", 201, true);
    town.put(account(bystander, Level.EMAIL, 300, CARD));
    assertThat(town.call(bystander).verdict()).isEqualTo(Verdict.CHALLENGE);
    for (long end = town.now() + 5 * DAY; town.now() < end; ) {
      town.advance(60 * MINUTE);
      assertThat(town.call(bystander).verdict()).isEqualTo(Verdict.ALLOW);
    }
  }

  /** The campaign, and whoever is like it in every respect, is denied after a day of silence. */
  @Test
  void whoSharesAllThatTheCampaignSharesAndNeverAnswersIsDeniedAfterADay() {
    Caller bystander = member("bystander", 201, false);
    town.put(account(bystander, Level.EMAIL, 300, CARD));
    long asked = town.now();
    while (town.now() < asked + DAY) {
      assertThat(town.call(bystander).verdict()).isEqualTo(Verdict.CHALLENGE);
      town.advance(60 * MINUTE);
    }
    Decision decision = town.call(bystander);
    assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    assertThat(decision.reasons().getFirst().rule()).isEqualTo("campaign_unanswered");
    assertThat(campaign).allMatch(caller -> town.call(caller).verdict() == Verdict.DENY);
  }

  /**
   * Its challenge is over by then, and who is denied is not challenged: the refusal has a new one.
   */
  @Test
  void whoIsAskedOnceAndIsAwayForDaysIsLetInWhenItAnswers() {
    Caller away = member("bystander", 201, false);
    town.put(account(away, Level.EMAIL, 300, CARD));
    assertThat(town.call(away).verdict()).isEqualTo(Verdict.CHALLENGE);
    town.advance(3 * DAY);
    campaign.forEach(town::call);

    Caller back = member("bystander", 201, true);
    Decision refusal = town.call(back);
    assertThat(refusal.verdict()).isEqualTo(Verdict.DENY);
    assertThat(refusal.challenge().orElseThrow().kinds()).containsExactly(Kind.IDENTITY);
    town.advance(11 * MINUTE);
    assertThat(town.level(back)).isEqualTo(Level.IDENTITY);
    for (long end = town.now() + 3 * DAY; town.now() < end; town.advance(60 * MINUTE)) {
      assertThat(town.call(back).verdict()).isEqualTo(Verdict.ALLOW);
    }
    assertThat(campaign).allMatch(caller -> town.call(caller).verdict() == Verdict.DENY);
  }

  private static Caller member(String id, int host, boolean answers) {
    return new Caller(id, "", "9.9.9." + host, "device of all", TEMPLATE, answers);
  }

  private Account account(Caller caller, Level level, long days, String card) {
    return Caller.account(caller.id(), level, "", card, true, town.now() - days * DAY);
  }
}
