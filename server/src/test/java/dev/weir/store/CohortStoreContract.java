package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.Answer;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.CohortStore.Claim;
import dev.weir.cohort.Finding;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.MemberBuilder;
import dev.weir.cohort.Standing;
import dev.weir.cohort.TraitHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every store of cohorts does with what is held of them. Each test has a store to itself. */
public abstract class CohortStoreContract extends CohortContract {
  @Test
  void isDueAtOnceForNewsOnly() throws Exception {
    observe(NOW, CARD, members(1));
    assertThat(due(NOW + CohortStore.CALM_MILLIS)).as("one alone is no cohort").isEmpty();

    observe(NOW, CARD, members(2));
    assertThat(assessed(NOW)).containsExactly(CARD);
    assertThat(due(NOW)).as("taken").isEmpty();

    observe(NOW + MINUTE, CARD, List.of(MemberBuilder.like(member(1)).seen(NOW + MINUTE).build()));
    assertThat(due(NOW + MINUTE)).as("seen again").isEmpty();
    assertThat(due(NOW + MINUTE + CohortStore.CALM_MILLIS - 1)).isEmpty();
    assertThat(assessed(NOW + MINUTE + CohortStore.CALM_MILLIS)).containsExactly(CARD);

    observe(NOW + HOUR, CARD, List.of(verified(member(1), NOW + 2 * HOUR)));
    assertThat(assessed(NOW + HOUR)).as("verified").containsExactly(CARD);
  }

  @Test
  void isDueInTheOrderOfTimeAndAtMostSoMany() throws Exception {
    List<Cohort.Key> keys = LongStream.range(0, 60).mapToObj(i -> new Cohort.Key("ip", i)).toList();
    for (int i = 0; i < keys.size(); i++) {
      observe(NOW + i, keys.get(i), members(2));
    }
    assertThat(due(40, NOW + 49)).isEqualTo(keys.subList(0, 40));
    assertThat(due(40, NOW + 49)).isEqualTo(keys.subList(40, 50));
    assertThat(due(40, NOW + 100)).isEqualTo(keys.subList(50, 60));
  }

  @Test
  void isDueAgainWhereItWasTakenAndNeverAssessed() throws Exception {
    observe(NOW, CARD, members(2));
    observe(NOW, OTHER, members(2));
    assertThat(due(NOW)).containsExactlyInAnyOrder(CARD, OTHER);
    get(cohorts().assessed(List.of(OTHER)));
    assertThat(due(NOW + CohortStore.UNASSESSED_MILLIS - 1)).isEmpty();
    assertThat(due(NOW + CohortStore.UNASSESSED_MILLIS)).containsExactly(CARD);
    observe(NOW + MINUTE, CARD, members(3));
    get(cohorts().assessed(List.of(CARD)));
    assertThat(due(NOW + MINUTE)).as("news since it was taken").containsExactly(CARD);
  }

  @Test
  void isDueOnceHoweverManyAsk() throws Exception {
    List<Cohort.Key> keys =
        LongStream.range(0, 200).mapToObj(i -> new Cohort.Key("ip", i)).toList();
    for (Cohort.Key key : keys) {
      observe(NOW, key, members(2));
    }
    var one = cohorts().due(1_000, NOW);
    var other = cohorts().due(1_000, NOW);
    List<Cohort.Key> taken = new ArrayList<>(keys(get(one)));
    taken.addAll(keys(get(other)));
    assertThat(taken).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void isDueSoonWhileItIsProbedAndLaterWhileSomethingIsHeld() throws Exception {
    observe(NOW, CARD, members(2));
    observe(NOW, OTHER, members(2));
    assessed(NOW);
    get(cohorts().judge(List.of(judgement(CARD, Standing.PROBING, NOW)), NOW));
    get(cohorts().judge(List.of(judgement(OTHER, Standing.CLEARED, NOW)), NOW));
    assertThat(due(NOW + CohortStore.PROBING_MILLIS - 1)).isEmpty();
    assertThat(assessed(NOW + CohortStore.PROBING_MILLIS)).containsExactly(CARD);
    observe(NOW + MINUTE, OTHER, members(3));
    assertThat(due(NOW + MINUTE)).as("news of what is held").isEmpty();
    assertThat(assessed(NOW + CohortStore.CALM_MILLIS)).containsExactly(OTHER);
  }

  @Test
  void keepsWhatIsHeldAndTheMembersWhoWereSeenMeanwhile() throws Exception {
    observe(NOW, CARD, members(2));
    Cohort taken = get(cohorts().due(10, NOW)).getFirst();
    observe(NOW, CARD, members(3));
    Judgement judgement = judgement(CARD, Standing.PROBING, NOW);
    get(cohorts().judge(List.of(judgement), NOW));
    Cohort held = get(cohorts().find(CARD)).orElseThrow();
    assertThat(taken.sample().size()).isEqualTo(2);
    assertThat(held.sample().size()).isEqualTo(3);
    assertThat(held.judgement()).isEqualTo(judgement);
  }

  @Test
  void letsNoAssessmentOverruleAnOperator() throws Exception {
    observe(NOW, CARD, members(2));
    assessed(NOW);
    Judgement said = Judgement.none(CARD, NOW).dispose(Standing.EXEMPT, "ann", NOW);
    get(cohorts().judge(List.of(judgement(CARD, Standing.CONFIRMED, NOW)), NOW));
    get(cohorts().dispose(List.of(said), NOW + 1));
    get(cohorts().judge(List.of(judgement(CARD, Standing.CONFIRMED, NOW)), NOW + 2));
    assertThat(get(cohorts().find(CARD)).orElseThrow().judgement()).isEqualTo(said);
    assertThat(get(cohorts().judgements(0))).containsExactly(said);
    assertThat(due(NOW + 2)).as("at once").containsExactly(CARD);

    Judgement other = said.dispose(Standing.BLOCKED, "ben", NOW + 3);
    get(cohorts().dispose(List.of(other), NOW + 3));
    assertThat(get(cohorts().judgements(0))).containsExactly(other);
  }

  @Test
  void letsAnAssessmentChooseWhomAnOperatorMeansUntilAnotherSaysOtherwise() throws Exception {
    observe(NOW, CARD, members(2));
    Judgement said = Judgement.none(CARD, NOW).dispose(Standing.CONFIRMED, "ann", NOW);
    get(cohorts().dispose(List.of(said), NOW));
    assertThat(assessed(NOW)).containsExactly(CARD);
    Judgement chosen =
        new Judgement(
            CARD,
            Standing.CONFIRMED,
            NOW,
            NOW,
            Set.of(1L, -2L),
            new Finding(14.25, 40, 1L << 40, 0.5, 0.25, 1, 0.125, 0.9, 3, 0.1, 0.2, 12, 3),
            "ann",
            NOW,
            NOW + 1);
    get(cohorts().judge(List.of(chosen), NOW + 1));
    assertThat(get(cohorts().find(CARD)).orElseThrow().judgement()).isEqualTo(chosen);
    assertThat(due(NOW)).isEmpty();
    assertThat(due(NOW + 1 + CohortStore.PROBING_MILLIS)).as("who joins").containsExactly(CARD);

    for (Judgement later :
        List.of(
            said.dispose(Standing.EXEMPT, "ann", NOW),
            said.dispose(Standing.CONFIRMED, "ben", NOW),
            said.dispose(Standing.CONFIRMED, "ann", NOW + 2))) {
      get(cohorts().dispose(List.of(later), NOW + 2));
      get(cohorts().judge(List.of(chosen), NOW + 2));
      assertThat(get(cohorts().judgements(0))).containsExactly(later);
    }
  }

  @Test
  void letsNoAssessmentRepeatWhatAnOperatorTookBackMeanwhile() throws Exception {
    observe(NOW, CARD, members(2));
    long now = NOW;
    for (Standing standing : List.of(Standing.CONFIRMED, Standing.BLOCKED, Standing.EXEMPT)) {
      Judgement said = Judgement.none(CARD, NOW).dispose(standing, "ann", now);
      get(cohorts().dispose(List.of(said), now));
      Judgement released = said.assessedFrom(Standing.OBSERVED, now + 1);
      get(cohorts().dispose(List.of(released), now + 1));
      get(cohorts().judge(List.of(said), now + 2));
      assertThat(get(cohorts().judgements(0))).as("%s", standing).isEmpty();
      assertThat(get(cohorts().judgements(now + 1))).containsExactly(released);
      now += MINUTE;
    }
    Judgement own = judgement(CARD, Standing.PROBING, now);
    get(cohorts().judge(List.of(own), now));
    assertThat(get(cohorts().judgements(0))).as("what nobody said").containsExactly(own);
  }

  /** Such as where the store has lost it. Who was seen is still known. */
  @Test
  void letsNoAssessmentRepeatWhatNobodySaid() throws Exception {
    observe(NOW, CARD, members(1));
    Judgement said = Judgement.none(CARD, NOW).dispose(Standing.BLOCKED, "ann", NOW);
    get(cohorts().judge(List.of(said), NOW));
    assertThat(get(cohorts().judgements(0))).isEmpty();
    assertThat(get(cohorts().find(CARD)).orElseThrow().sample().size()).isEqualTo(1);
  }

  @Test
  void listsWhatIsHeldAndWhatWasChangedSince() throws Exception {
    List<Judgement> many =
        LongStream.range(0, 700)
            .mapToObj(i -> judgement(new Cohort.Key("ip", i), Standing.PROBING, NOW))
            .toList();
    get(cohorts().judge(many, NOW));
    Judgement first = judgement(CARD, Standing.PROBING, NOW);
    get(cohorts().judge(List.of(first), NOW + 1));
    Judgement second = judgement(CARD, Standing.CONFIRMED, NOW + 2);
    Judgement lifted = judgement(many.getFirst().key(), Standing.OBSERVED, NOW + 2);
    get(cohorts().judge(List.of(second, lifted), NOW + 2));

    assertThat(get(cohorts().judgements(0)))
        .hasSize(700)
        .containsAll(many.subList(1, 700))
        .contains(second);
    assertThat(get(cohorts().judgements(NOW))).hasSize(701).contains(second, lifted);
    assertThat(get(cohorts().judgements(NOW + 2))).containsExactlyInAnyOrder(second, lifted);
    assertThat(get(cohorts().judgements(NOW + 3))).isEmpty();
  }

  @Test
  void mergesAnswersAsTheModelDoes() throws Exception {
    Random random = new Random(8);
    Map<Long, Answer> model = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      List<Answer> answers = new ArrayList<>();
      for (int j = random.nextInt(4); j >= 0; j--) {
        Answer answer = anyAnswer(random, random.nextInt(12) - 6L);
        answers.add(answer);
        model.merge(answer.account(), answer, Answer::merge);
      }
      get(cohorts().answer(answers, NOW + i));
    }
    assertThat(get(cohorts().answers(0))).containsExactlyInAnyOrderElementsOf(model.values());
    Answer last = new Answer(99, NOW, CARD, Level.PAYMENT, 0, NOW, true);
    get(cohorts().answer(List.of(last), NOW + 1_000));
    assertThat(get(cohorts().answers(NOW + 1_000))).containsExactly(last);
    assertThat(get(cohorts().answers(NOW + 1_001))).isEmpty();
  }

  @Test
  void saysWhoClaimedFirst() throws Exception {
    Claim first = new Claim(-5, -1, -2);
    Claim second = new Claim(-5, 2, 3);
    Claim own = new Claim(6, 2, 0);
    assertThat(get(cohorts().claim(List.of(first, own, second), NOW)))
        .containsExactly(first, own, first);
    long last = NOW + CohortStore.CLAIM_MILLIS - 1;
    assertThat(get(cohorts().claim(List.of(second), last))).containsExactly(first);
    assertThat(get(cohorts().claim(List.of(second), last + 1))).containsExactly(second);
    assertThat(get(cohorts().claim(List.of(), last))).isEmpty();

    List<Claim> many = LongStream.range(0, 500).mapToObj(i -> new Claim(i << 32, i, 0)).toList();
    assertThat(get(cohorts().claim(many, NOW))).isEqualTo(many);
    assertThat(get(cohorts().claim(many, NOW))).isEqualTo(many);
  }

  @Test
  void letsOneReplicaLead() throws Exception {
    assertThat(get(cohorts().lead("one", MINUTE, NOW))).isTrue();
    assertThat(get(cohorts().lead("two", MINUTE, NOW))).isFalse();
    assertThat(get(cohorts().lead("one", MINUTE, NOW + 30 * SECOND))).as("renewed").isTrue();
    assertThat(get(cohorts().lead("two", MINUTE, NOW + 89 * SECOND))).isFalse();
    assertThat(get(cohorts().lead("two", MINUTE, NOW + 90 * SECOND))).as("dead").isTrue();
    assertThat(get(cohorts().lead("one", MINUTE, NOW + 91 * SECOND))).as("lost").isFalse();
  }

  @Test
  void keepsTheFirstKeyThatIsOffered() throws Exception {
    List<CompletionStage<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(cohorts().key(key(i)));
    }
    byte[] kept = get(answers.getFirst());
    for (CompletionStage<byte[]> answer : answers) {
      assertThat(get(answer)).isEqualTo(kept);
    }
    assertThat(get(cohorts().key(key(99)))).as("later").isEqualTo(kept);
    assertThat(IntStream.range(0, 20).mapToObj(CohortStoreContract::key)).contains(kept);
  }

  /** Returns a judgement with everything in it. */
  private static Judgement judgement(Cohort.Key key, Standing standing, long now) {
    return new Judgement(
        key,
        standing,
        now,
        NOW - 3 * DAY,
        Set.of(1L, -2L, Long.MIN_VALUE),
        new Finding(14.25, 40, 1L << 40, 0.5, 0.25, 1, 0.125, 0.9, 3, 0.1, 0.2, 12, 3),
        "",
        NOW - DAY,
        NOW);
  }

  private static byte[] key(int seed) {
    byte[] key = new byte[TraitHash.SHORTEST_KEY];
    new Random(seed).nextBytes(key);
    return key;
  }

  private List<Cohort.Key> assessed(long now) throws Exception {
    List<Cohort.Key> due = due(now);
    get(cohorts().assessed(due));
    return due;
  }

  private List<Cohort.Key> due(long now) throws Exception {
    return due(1_000, now);
  }

  private List<Cohort.Key> due(int most, long now) throws Exception {
    return keys(get(cohorts().due(most, now)));
  }

  private static List<Cohort.Key> keys(List<Cohort> cohorts) {
    return cohorts.stream().map(Cohort::key).toList();
  }

  private static Member verified(Member member, long time) {
    return MemberBuilder.like(member).seen(time).level(Level.IDENTITY).build();
  }

  private static Answer anyAnswer(Random random, long account) {
    long asked = random.nextInt(3) == 0 ? 0 : NOW + random.nextInt(20);
    long passed = random.nextBoolean() ? 0 : NOW + random.nextInt(20);
    return new Answer(
        account,
        asked,
        new Cohort.Key("t", random.nextLong()),
        List.of(Level.values()).get(random.nextInt(Level.values().length)),
        passed,
        NOW + random.nextInt(20),
        asked > 0 && random.nextInt(4) == 0);
  }
}
