package dev.weir.cohort;

import static dev.weir.cohort.Members.NOW;
import static dev.weir.cohort.Members.doubtful;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class AssessorTest extends AssessorFixture {
  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

  @Test
  void leavesThoseAloneWhoAreLikeAll() {
    SplittableRandom random = new SplittableRandom(1);
    Cohort cohort = Cohort.empty(KEY, 256, NOW);
    for (int i = 0; i < 5_000; i++) {
      cohort = cohort.with(Members.drawn(random));
    }
    assertThat(assess(cohort).standing()).isEqualTo(Standing.OBSERVED);
  }

  @Test
  void choosesAFewWhereACrowdIsUnlikeAll() {
    Judgement judgement = assess(crowd(KEY, 100));

    assertThat(judgement.standing()).isEqualTo(Standing.PROBING);
    assertThat(judgement.finding().score()).isGreaterThan(100);
    assertThat(judgement.finding().accounts()).isEqualTo(100);
    // Three of them are to be asked, whichever call first of three times as many.
    assertThat(judgement.chosen()).hasSize(9);
  }

  @Test
  void onceEnoughAreAskedNobodyElseIsChosen() {
    Judgement first = assess(crowd(KEY, 100));
    List<Long> asked = first.chosen().stream().limit(3).toList();
    asked.forEach(id -> answers.add(Answer.asked(id, KEY, Level.PAYMENT, NOW)));
    Judgement second = assess(crowd(KEY, 100).judged(first));

    assertThat(second.chosen()).containsExactlyInAnyOrderElementsOf(asked);
  }

  @Test
  void asksThoseFirstWhoAreChosenFromAnotherCohortAnyway() {
    Judgement other = Judgement.none(CAMPAIGN, NOW).become(Standing.PROBING, NOW);
    standings.update(List.of(other.choosing(Set.of(77L, 78L, 79L))));

    assertThat(assess(crowd(KEY, 100)).chosen()).contains(77L, 78L, 79L);
  }

  @Test
  void judgesNobodyByThree() {
    assertThat(assess(crowd(KEY, 3)).standing()).isEqualTo(Standing.OBSERVED);
  }

  /** Three would be suspicious enough here, but are never judged. */
  @Test
  void judgesNobodyByThreeWhereItTakesLittleToBeSuspicious() {
    CohortPolicy strict =
        new CohortPolicy(POLICY.traits(), Level.PAYMENT, Level.IDENTITY, 10, WEEK, WEEK);
    Assessor own = new Assessor(strict, ChallengeTest.defaults(), answers, standings);
    Sample three = crowd(KEY, 3).sample();

    assertThat(Composition.score(three.members(), population, 0)).isGreaterThan(10);
    assertThat(own.assess(crowd(KEY, 3), population, NOW).standing()).isEqualTo(Standing.OBSERVED);
    assertThat(own.assess(crowd(KEY, 4), population, NOW).standing()).isEqualTo(Standing.PROBING);
  }

  @Test
  void aHundredAccountsOfThreeOrganizationsAreThreeCustomers() {
    Cohort cohort = Cohort.empty(KEY, 256, NOW);
    for (int i = 0; i < 100; i++) {
      cohort = cohort.with(MemberBuilder.like(doubtful(i)).organization(1 + i % 3).build());
    }
    assertThat(assess(cohort).standing()).isEqualTo(Standing.OBSERVED);
  }

  @Test
  void asksNobodyForTheSakeOfAWeakTrait() {
    assertThat(assess(crowd(new Cohort.Key("client", 1), 100)).standing())
        .isEqualTo(Standing.OBSERVED);
  }

  @Test
  void thatOneComesThroughAProxyIsNoEvidenceAgainstWhoSharesItsAddress() {
    Cohort prefix = Cohort.empty(new Cohort.Key("prefix", 1), 256, NOW);
    Cohort template = Cohort.empty(KEY, 256, NOW);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 100; i++) {
      Member drawn = Members.drawn(random);
      Member proxied = Members.member(i, drawn.level(), drawn.age() / DAY, drawn.prepaid(), true);
      prefix = prefix.with(proxied);
      template = template.with(proxied);
    }
    assertThat(assess(prefix).standing()).isEqualTo(Standing.OBSERVED);
    assertThat(assess(template).standing()).isEqualTo(Standing.PROBING);
  }

  /** Whoever has a card on file has proved a payment, and so is not doubtful for it. */
  @Test
  void aCardThatManyOwnersPayByIsSuspiciousHoweverVerifiedTheyAre() {
    Cohort.Key card = new Cohort.Key("card", 1);
    assertThat(assess(payers(card, 20)).standing()).isEqualTo(Standing.PROBING);
    assertThat(assess(payers(card, 20)).chosen()).as("to prove who they are").hasSize(9);
    assertThat(assess(payers(card, 6)).standing()).as("a family").isEqualTo(Standing.OBSERVED);
    assertThat(assess(payers(new Cohort.Key("device", 1), 20)).standing())
        .isEqualTo(Standing.OBSERVED);
  }

  /** Returns old accounts that proved a payment. */
  private static Cohort payers(Cohort.Key key, int size) {
    Cohort cohort = Cohort.empty(key, 256, NOW);
    for (int i = 0; i < size; i++) {
      cohort = cohort.with(Members.member(i, Level.PAYMENT, 400, false, false));
    }
    return cohort;
  }

  /** The customers of a proxy that a campaign used, and whoever has its addresses next. */
  @ParameterizedTest
  @CsvSource({
    "prefix, 3, PROBING",
    "prefix, 2, CONFIRMED",
    "template, 3, CONFIRMED",
    "device, 3, CONFIRMED"
  })
  void asksNobodyElseWhoComesFromANetworkOnceTheLastFewAnswered(
      String trait, int answered, Standing expected) {
    Cohort.Key key = new Cohort.Key(trait, 7);
    silence(40, key);
    for (long id = 40; id < 40 + answered; id++) {
      answers.add(Answer.passed(id, key, NOW - MINUTE));
    }
    Judgement judgement = assess(crowd(key, 60).judged(confirmed(key)));
    Judgement later = assess(crowd(key, 60).judged(judgement));

    assertThat(judgement.standing()).isEqualTo(expected);
    assertThat(later).as("as long as nobody else is asked").isEqualTo(judgement);
    assertThat(judgement.chosen())
        .as("so that it is due soon, and of those who are silent")
        .hasSize(trait.equals("prefix") ? 6 : 0)
        .allMatch(id -> id < 40);
  }

  /** They were silent since nobody asked them any more. */
  @ParameterizedTest
  @EnumSource(
      value = Standing.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PROBING", "CONFIRMED"})
  void whoWasAskedForACohortThatAsksNoMoreIsNoEvidence(Standing standing) {
    standings.update(List.of(probing(CAMPAIGN).become(standing, NOW - DAY / 2)));
    silence(8, CAMPAIGN);
    Judgement judgement = assess(crowd(KEY, 20));

    assertThat(judgement.standing()).isEqualTo(Standing.PROBING);
    assertThat(judgement.finding().asked()).isZero();
    assertThat(judgement.chosen()).as("as if they had not been asked").hasSize(9);
  }

  /** Nobody is asked for each of the cohorts that a crowd forms. */
  @Test
  void whoIsSilentForASuspicionIsEvidenceForEachThatItIsIn() {
    standings.update(List.of(probing(CAMPAIGN)));
    silence(8, CAMPAIGN);

    assertThat(assess(crowd(KEY, 20)).standing()).isEqualTo(Standing.CONFIRMED);
  }

  @Test
  void whoWasAskedBeforeACohortWasClearedIsNoEvidenceWhenItIsSuspiciousAgain() {
    silence(8, KEY);
    Judgement cleared = clearedWith(20, NOW - 7 * DAY);
    Judgement again = assess(crowd(KEY, 20).judged(cleared));
    standings.update(List.of(again));
    Judgement later = assessor.assess(crowd(KEY, 20).judged(again), population, NOW + 30 * MINUTE);

    assertThat(again.standing()).isEqualTo(Standing.PROBING);
    assertThat(again.chosen()).hasSize(9);
    assertThat(later.standing()).isEqualTo(Standing.PROBING);
    assertThat(later.finding().asked()).isZero();
    assertThat(assess(crowd(CAMPAIGN, 20)).finding().asked()).as("nor against others").isZero();
  }

  /** The payment that it proved a week ago still counts. */
  @Test
  void whoAnsweredBeforeAndIsSilentOnWhatLapsedHasAnswered() {
    standings.update(List.of(probing(CAMPAIGN).become(Standing.CLEARED, NOW - DAY / 2)));
    for (long id = 0; id < 12; id++) {
      answers.add(Answer.passed(id, CAMPAIGN, NOW - 7 * DAY));
    }
    silence(12, CAMPAIGN);

    assertThat(assess(crowd(KEY, 40)).standing()).isEqualTo(Standing.CLEARED);
  }

  @Test
  void letsACrowdGoThatAnswersAfterItWasConfirmed() {
    Cohort cohort = crowd(KEY, 40).judged(confirmed(KEY));
    for (long id = 0; id < 12; id++) {
      answers.add(Answer.passed(id, KEY, NOW));
    }
    assertThat(assess(cohort).standing()).isEqualTo(Standing.CLEARED);
  }

  @Test
  void asksAgainAWeekAfterACrowdAnswered() {
    Cohort cohort = crowd(KEY, 40).judged(clearedWith(40, NOW - 7 * DAY));

    assertThat(assessor.assess(cohort, population, NOW - 1).standing()).isEqualTo(Standing.CLEARED);
    assertThat(assessor.assess(cohort, population, NOW).standing()).isEqualTo(Standing.PROBING);
  }

  @Test
  void asksAgainWhenACrowdThatAnsweredHasDoubled() {
    Judgement cleared = clearedWith(20, NOW - DAY);

    assertThat(assess(crowd(KEY, 39).judged(cleared)).standing()).isEqualTo(Standing.CLEARED);
    assertThat(assess(crowd(KEY, 40).judged(cleared)).standing()).isEqualTo(Standing.PROBING);
  }

  private Judgement clearedWith(int accounts, long since) {
    Finding finding = new Finding(20, accounts, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    return Judgement.none(KEY, NOW).found(finding, NOW).become(Standing.CLEARED, since);
  }

  @Test
  void remembersACampaignForNinetyDaysAfterItsMembersAreGone() {
    Cohort cohort = crowd(KEY, 40).judged(confirmed(KEY));

    assertThat(assessor.assess(cohort, population, NOW + 90 * DAY - 1).standing())
        .isEqualTo(Standing.CONFIRMED);
    assertThat(assessor.assess(cohort, population, NOW + 90 * DAY).standing())
        .isEqualTo(Standing.OBSERVED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Standing.class,
      names = {"EXEMPT", "BLOCKED", "CONFIRMED"})
  void leavesToTheOperatorWhatTheOperatorSaid(Standing standing) {
    Judgement said = Judgement.none(KEY, NOW).dispose(standing, "ana", NOW - 400 * DAY);

    assertThat(assess(crowd(KEY, 100).judged(said))).isEqualTo(said);
  }

  /** That somebody goes on with what another owns is not seen each time: so each is chosen. */
  @ParameterizedTest
  @CsvSource({"CONFIRMED, true", "BLOCKED, true", "EXEMPT, false"})
  void choosesAllOfWhomAnOperatorSpeaksWhereTheyGoOnWithWhatOneOwns(
      Standing standing, boolean all) {
    Cohort.Key owner = new Cohort.Key("conversation", 1);
    Judgement said = Judgement.none(owner, NOW).dispose(standing, "ana", NOW - 400 * DAY);
    Judgement judgement = assess(crowd(owner, 5).judged(said));
    Judgement later = assess(crowd(owner, 7).judged(judgement));

    assertThat(judgement.chosen()).hasSize(all ? 5 : 0);
    assertThat(later.chosen()).as("who joins").hasSize(all ? 7 : 0);
    assertThat(later.choosing(Set.of())).as("all else").isEqualTo(said);
  }

  @Test
  void judgesTheSameTheSame() {
    Judgement once = assess(crowd(KEY, 100));

    assertThat(assess(crowd(KEY, 100).judged(once))).isEqualTo(once);
    assertThat(assess(crowd(KEY, 100))).isEqualTo(once);
  }

  /** Three answered and nine are silent: that is neither, and nobody's answer is waited for. */
  @Test
  void goesOnAskingUntilItIsClearWhatACrowdIs() {
    standings.update(List.of(probing(KEY)));
    silence(9, KEY);
    for (long id = 9; id < 12; id++) {
      answers.add(Answer.passed(id, KEY, NOW - DAY));
    }
    Judgement judgement = assess(crowd(KEY, 100).judged(probing(KEY)));

    assertThat(judgement.standing()).isEqualTo(Standing.PROBING);
    assertThat(judgement.finding().asked()).isEqualTo(12);
    assertThat(judgement.chosen()).as("the silent, and three for one more").hasSize(9 + 3);
    assertThat(judgement.chosen()).contains(12L, 13L, 14L);
  }

  /** First whoever proved too little; then who has, and can prove more; nobody who cannot. */
  @Test
  void asksNobodyWhoHasVerifiedAlready() {
    Cohort cohort = Cohort.empty(KEY, 256, NOW);
    for (int i = 0; i < 100; i++) {
      Level level = i < 95 ? Level.IDENTITY : i < 98 ? Level.PAYMENT : Level.NONE;
      cohort = cohort.with(Members.member(i, level, 1, true, true));
    }
    cohort = cohort.judged(Judgement.none(KEY, NOW).become(Standing.PROBING, NOW));
    assertThat(assess(cohort).chosen()).containsExactlyInAnyOrder(95L, 96L, 97L, 98L, 99L);

    for (int i = 200; i < 209; i++) {
      cohort = cohort.with(Members.member(i, Level.PHONE, 1, true, true));
    }
    assertThat(assess(cohort).chosen()).hasSize(9).contains(98L, 99L).doesNotContain(95L, 96L, 97L);
  }

  @Test
  void oneDocumentBehindMoreThanTheMostIsOverused() {
    Cohort.Key document = new Cohort.Key("identity", 1);

    assertThat(assess(crowd(document, 5)).standing()).isNotEqualTo(Standing.OVERUSED);
    assertThat(assess(crowd(document, 6)).standing()).isEqualTo(Standing.OVERUSED);
  }

  @Test
  void whoHadTheDocumentLongBeforeTheOthersIsNotRefused() {
    Cohort.Key document = new Cohort.Key("identity", 1);
    Cohort cohort = crowd(document, 20).with(Members.member(99, Level.IDENTITY, 300, false, false));

    assertThat(assess(cohort).chosen()).containsExactly(99L);
    assertThat(assess(crowd(document, 20)).chosen()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"4, OBSERVED", "8, PROBING", "20, PROBING"})
  void peopleHandOnWhatIsTheirsToFew(int size, Standing expected) {
    Cohort taken = Cohort.empty(new Cohort.Key("conversation", 1), 256, NOW);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < size; i++) {
      taken = taken.with(Members.drawn(random));
    }
    assertThat(assess(taken).standing()).isEqualTo(expected);
  }
}
