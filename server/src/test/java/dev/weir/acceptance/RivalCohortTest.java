package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.Standing;
import dev.weir.decision.Decision;
import dev.weir.decision.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What those can do to 40 people, who share a network and a template, that join them: with fresh
 * accounts, from the same network, with the same template.
 */
final class RivalCohortTest {
  private static final int PEOPLE = 40;
  private static final long TEMPLATE = 77;
  private static final long ROUND = TimeUnit.MINUTES.toMillis(10);
  private static final int DAY = 6 * 24;

  private final Town town = Town.of(2_000);
  private final List<Caller> people = new ArrayList<>();
  private int joined;

  @BeforeEach
  void settle() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < PEOPLE; i++) {
      Caller caller = member("office " + i, i, true);
      town.put(Caller.ofSomebody(caller.id(), random, town.now()));
      people.add(caller);
    }
    rounds(1, List.of());
    assertThat(town.standing("template", TEMPLATE)).isEqualTo(Standing.OBSERVED);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 80})
  void fewWhoNeverAnswerGetAFewAskedAndNobodyElse(int rivals) {
    rounds(DAY, rivals(rivals, false));

    assertThat(town.standing("template", TEMPLATE)).isEqualTo(Standing.CLEARED);
    assertThat(town.asked("office")).hasSizeBetween(1, 5);
    assertThat(town.metBy("office", "cohort_campaign")).isEmpty();
    assertThat(town.denied("office")).isEmpty();
  }

  /** Four of five never answer: that is what a campaign looks like, and it has a cohort. */
  @ParameterizedTest
  @ValueSource(ints = {160, 400})
  void manyWhoNeverAnswerGetEverybodyAskedOnceAndNobodyDenied(int rivals) {
    List<Caller> silent = rivals(rivals, false);
    rounds(2 * DAY, silent);

    assertThat(town.standing("template", TEMPLATE)).isEqualTo(Standing.CONFIRMED);
    assertThat(town.asked("office")).hasSize(PEOPLE);
    assertThat(town.denied("office")).isEmpty();
    assertThat(people).allMatch(caller -> town.level(caller) == Level.IDENTITY);
    assertThat(people).allMatch(caller -> town.call(caller).verdict() == Verdict.ALLOW);
    assertThat(silent).allMatch(caller -> town.call(caller).verdict() == Verdict.CHALLENGE);
  }

  /** Who answers for the first few buys peace for as many again, and not for a campaign. */
  @Test
  void aCampaignWhoseFirstFewAnswerIsLookedAtAgainAsItGrows() {
    long template = TEMPLATE + 10;
    List<Caller> campaign = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      boolean answers = i < 12;
      Caller caller = Caller.alone("rival " + i, 30_000 + i, answers).withTemplate(template);
      town.put(Caller.ofCampaign(caller.id(), town.now()));
      campaign.add(caller);
    }
    rounds(DAY, campaign.subList(0, 12));
    assertThat(town.standing("template", template)).isEqualTo(Standing.CLEARED);
    int answers = town.asked("rival").size();
    assertThat(answers).isBetween(3, 5);

    rounds(DAY, campaign.subList(0, 23));
    assertThat(town.standing("template", template)).isEqualTo(Standing.CLEARED);
    assertThat(town.asked("rival")).hasSize(answers);

    rounds(DAY, campaign);
    assertThat(town.standing("template", template)).isEqualTo(Standing.CONFIRMED);
    assertThat(town.asked("rival")).hasSizeGreaterThan(300);
    assertThat(town.denied("office")).isEmpty();
  }

  /** A suspicion that others caused, and are silent about, leaves a quarter of each limit. */
  @Test
  void whoIsSuspectedIsSlowedDownToAQuarter() {
    long template = TEMPLATE + 30;
    List<Caller> rivals = rivals(40, false).stream().map(c -> c.withTemplate(template)).toList();
    for (int i = 0; i < 3; i++) {
      rivals.forEach(town::call);
      town.advance(TimeUnit.MINUTES.toMillis(2));
    }
    Caller proved = first(Level.PAYMENT).withTemplate(template);
    Caller unproved = first(Level.EMAIL).withTemplate(template);
    assertThat(town.standing("template", template)).isEqualTo(Standing.PROBING);

    assertThat(allowed(proved, 240)).isEqualTo(200);
    assertThat(allowed(unproved, 240)).isLessThanOrEqualTo(50);
  }

  @Test
  void whoIsSlowedDownHasItsWholeLimitsBackOnceItHasProvedAPayment() {
    long template = TEMPLATE + 20;
    List<Caller> suspects = rivals(40, false).stream().map(c -> c.withTemplate(template)).toList();
    for (int i = 0; i < 3; i++) {
      suspects.forEach(town::call);
      town.advance(TimeUnit.MINUTES.toMillis(2));
    }
    Caller slowed =
        suspects.stream()
            .filter(caller -> !town.asked("rival").contains(caller.id()))
            .findFirst()
            .orElseThrow();
    Caller outsider = Caller.alone("outsider", 60_000, true).withTemplate(TEMPLATE + 10);
    town.put(Caller.ofCampaign(outsider.id(), town.now()));
    assertThat(town.standing("template", template)).isEqualTo(Standing.PROBING);
    assertThat(allowed(slowed, 240)).isEqualTo(50);
    Decision beyond = town.call(slowed);
    assertThat(beyond.verdict())
        .as("nobody is refused for a suspicion")
        .isEqualTo(Verdict.CHALLENGE);
    assertThat(beyond.reasons().getFirst().rule()).isEqualTo("slowed_down");
    assertThat(beyond.challenge()).isPresent();
    assertThat(allowed(outsider, 240)).as("as new, and shares nothing").isEqualTo(200);

    town.put(
        Caller.account(slowed.id(), Level.PAYMENT, "", "card of " + slowed.id(), true, town.now()));
    town.advance(TimeUnit.MINUTES.toMillis(2));
    assertThat(town.standing("template", template)).isEqualTo(Standing.PROBING);
    assertThat(allowed(slowed, 240)).isEqualTo(200);
  }

  private Caller first(Level level) {
    return people.stream().filter(caller -> town.level(caller) == level).findFirst().orElseThrow();
  }

  private int allowed(Caller caller, int requests) {
    int allowed = 0;
    for (int i = 0; i < requests; i++) {
      allowed += town.call(caller).verdict() == Verdict.ALLOW ? 1 : 0;
    }
    return allowed;
  }

  private List<Caller> rivals(int count, boolean answer) {
    List<Caller> rivals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Caller caller = member("rival " + joined, joined++ % 200 + 50, answer);
      town.put(Caller.ofCampaign(caller.id(), town.now()));
      rivals.add(caller);
    }
    return rivals;
  }

  /** Everybody calls once in each round. */
  private void rounds(int count, List<Caller> rivals) {
    for (int round = 0; round < count; round++) {
      for (int i = 0; i < PEOPLE; i++) {
        var _ = town.call(people.get(i));
        for (int j = i; j < rivals.size(); j += PEOPLE) {
          var _ = town.call(rivals.get(j));
        }
        town.advance(ROUND / PEOPLE);
      }
    }
  }

  private static Caller member(String id, int host, boolean answers) {
    return new Caller(id, "", "9.9.9." + host, "device of " + id, TEMPLATE, answers);
  }
}
