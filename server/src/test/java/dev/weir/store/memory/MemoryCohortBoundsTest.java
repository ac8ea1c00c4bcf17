package dev.weir.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.Activity;
import dev.weir.cohort.Answer;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.CohortStore.Claim;
import dev.weir.cohort.Finding;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.ModelUse;
import dev.weir.cohort.Sample;
import dev.weir.cohort.Sighting;
import dev.weir.cohort.Standing;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * That an attacker who chooses traits takes no memory without end, and pushes out only its like.
 */
final class MemoryCohortBoundsTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final int MILLION = 1_000_000;
  private static final int MOST = 10_000;
  private static final int MOST_MEMBERS = 50_000;
  private static final int MOST_HELD = 100;
  private static final Cohort.Key CARD = new Cohort.Key("card", -1);

  private final MemoryCohorts cohorts =
      new MemoryCohorts(new CohortTable.Bounds(MOST, MOST_MEMBERS, MOST_HELD));

  @Test
  void aMillionValuesOfOneTraitPushOutOthersOfOneMemberOnly() {
    see(CARD, 40);
    for (int i = 0; i < MILLION; i++) {
      see(device(i), 1);
    }
    assertThat(kept(MILLION)).isEqualTo(MOST);
    assertThat(find(CARD).sample().size()).isEqualTo(40);
  }

  @Test
  void aMillionValuesOfTwoAccountsPushOutWhatWasNotSeenForLongest() {
    see(CARD, 40);
    for (int i = 0; i < MILLION; i++) {
      see(device(i), 2);
    }
    assertThat(kept(MILLION)).isLessThanOrEqualTo(2 * MOST);
    assertThat(get(cohorts.find(CARD))).isEmpty();
    see(CARD, 40);
    assertThat(find(CARD).sample().size()).isEqualTo(40);
  }

  /** As long as too few accounts were seen to judge anybody, nobody asks what is due. */
  @Test
  void aMillionValuesThatNobodyAssessesWaitNoLongerThanTheyAreKept() {
    for (int i = 0; i < MILLION; i++) {
      see(device(i), 2);
      if (i % MOST == 0) {
        assertThat(cohorts.waiting()).isLessThan(3 * MOST);
      }
    }
    List<Cohort> due = get(cohorts.due(MILLION, NOW));
    assertThat(due).hasSize(MOST);
    assertThat(due.getLast().key()).isEqualTo(device(MILLION - 1));
  }

  @Test
  void valuesThatAreSeenAgainWaitNoLongerThanTheyAreKept() {
    for (int i = 0; i < 20 * MOST; i++) {
      see(device(i), 2);
      get(cohorts.assessed(List.of(get(cohorts.due(1, NOW)).getFirst().key())));
      see(device(i), 1);
      assertThat(cohorts.waiting()).isLessThan(3 * MOST);
    }
    assertThat(get(cohorts.due(MILLION, NOW))).isEmpty();
    assertThat(get(cohorts.due(MILLION, NOW + CohortStore.CALM_MILLIS))).hasSize(MOST);
  }

  @Test
  void whatIsForgottenAndSeenAgainIsDueAsItIsNow() {
    see(device(0), 40);
    for (int i = 1; i <= MOST; i++) {
      see(device(i), 2);
    }
    see(device(0), 2);
    assertThat(get(cohorts.due(MILLION, NOW)))
        .filteredOn(cohort -> cohort.key().equals(device(0)))
        .extracting(cohort -> cohort.sample().size())
        .containsExactly(2);
  }

  @Test
  void aMillionAccountsWithOneValueAreASampleThatIsDueOnce() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < MILLION; i++) {
      see(CARD, member(random.nextLong()));
    }
    Sample sample = find(CARD).sample();
    assertThat(sample.size()).isEqualTo(CohortStore.SAMPLE);
    assertThat(sample.distinct()).isCloseTo(MILLION, Percentage.withPercentage(20));
    assertThat(get(cohorts.due(MILLION, NOW))).hasSize(1);
    assertThat(get(cohorts.due(MILLION, NOW))).isEmpty();
  }

  @Test
  void manyMembersOfManyCohortsPushOutWhatWasNotSeenForLongest() {
    see(CARD, 40);
    for (int i = 0; i < 1_000; i++) {
      see(device(i), 100);
    }
    assertThat(kept(1_000)).isEqualTo(MOST_MEMBERS / 100);
    assertThat(get(cohorts.find(CARD))).isEmpty();
    assertThat(find(device(999)).sample().size()).isEqualTo(100);
  }

  @Test
  void somethingIsHeldOfSoManyCohortsAndOfAllThatAnOperatorSaid() {
    Judgement said = Judgement.none(CARD, NOW).dispose(Standing.BLOCKED, "ann", NOW);
    get(cohorts.dispose(List.of(said), NOW));
    for (int i = 0; i < 10 * MOST_HELD; i++) {
      see(device(i), 4);
      get(cohorts.judge(List.of(probed(device(i))), NOW + i));
    }
    assertThat(get(cohorts.judgements(0))).hasSize(MOST_HELD + 1).contains(said);
    assertThat(find(device(10 * MOST_HELD - 1)).judgement().standing()).isEqualTo(Standing.PROBING);
    assertThat(get(cohorts.judgements(NOW)))
        .as("replicas hear that nothing is held any more")
        .contains(Judgement.none(device(0), NOW + MOST_HELD));
    assertThat(get(cohorts.due(MILLION, NOW + CohortStore.CALM_MILLIS)))
        .hasSizeLessThanOrEqualTo(MOST_HELD + 1);
  }

  @Test
  void somethingIsHeldOfNoMoreMembersThanThereIsRoomFor() {
    CohortStore few = new MemoryCohorts(new CohortTable.Bounds(MOST, 1_000, MOST));
    for (int i = 0; i < 100; i++) {
      Cohort.Key key = device(i);
      for (int id = 0; id < 40; id++) {
        get(few.observe(List.of(new Sighting(key, member(id))), NOW));
      }
      get(few.judge(List.of(probed(key)), NOW + i));
    }
    assertThat(get(few.judgements(0)))
        .hasSize(1_000 / 40)
        .extracting(Judgement::key)
        .contains(device(99));
  }

  @Test
  void whatIsSuspectedMakesRoomForMembersOfWhatIsProven() {
    CohortStore few = new MemoryCohorts(new CohortTable.Bounds(MOST, 1_000, MOST));
    for (int i = 0; i < 100; i++) {
      Cohort.Key key = device(i);
      for (int id = 0; id < 40; id++) {
        get(few.observe(List.of(new Sighting(key, member(id))), NOW));
      }
      Standing standing = i < 10 ? Standing.CONFIRMED : Standing.PROBING;
      get(few.judge(List.of(judged(key, standing)), NOW + i));
    }
    assertThat(get(few.judgements(0)))
        .hasSize(1_000 / 40)
        .extracting(Judgement::key)
        .contains(device(0), device(9), device(99))
        .doesNotContain(device(10));
  }

  @Test
  void soManyAnswersAreRememberedAndThoseThatCameLast() {
    int most = 1 << 20;
    for (int from = 0; from < most + 100_000; from += 1_000) {
      get(
          cohorts.answer(
              LongStream.range(from, from + 1_000)
                  .mapToObj(id -> new Answer(id, NOW, CARD, Level.PAYMENT, 0, NOW, false))
                  .toList(),
              NOW + from));
    }
    List<Answer> kept = get(cohorts.answers(0));
    assertThat(kept).hasSize(most);
    assertThat(kept.getFirst().account()).isEqualTo(kept.getLast().account() - most + 1);
    assertThat(kept.getLast().account()).isGreaterThanOrEqualTo(most + 99_999);
  }

  @Test
  void oneClaimTakesThePlaceOfAnotherWhereThereIsNoRoom() {
    Claim first = new Claim(5, 1, 0);
    Claim other = new Claim(5 | (1L << 20), 2, 0);
    Claim later = new Claim(5, 3, 0);
    assertThat(get(cohorts.claim(List.of(first, later), NOW))).containsExactly(first, first);
    assertThat(get(cohorts.claim(List.of(other, later), NOW))).containsExactly(other, later);
  }

  private int kept(int values) {
    int kept = 0;
    for (int i = 0; i < values; i++) {
      kept += get(cohorts.find(device(i))).isPresent() ? 1 : 0;
    }
    return kept;
  }

  private void see(Cohort.Key key, int members) {
    LongStream.range(0, members).forEach(id -> see(key, member(id)));
  }

  private void see(Cohort.Key key, Member member) {
    get(cohorts.observe(List.of(new Sighting(key, member)), NOW));
  }

  private Cohort find(Cohort.Key key) {
    return get(cohorts.find(key)).orElseThrow();
  }

  private static Cohort.Key device(int value) {
    return new Cohort.Key("device", value);
  }

  private static Judgement probed(Cohort.Key key) {
    return judged(key, Standing.PROBING);
  }

  private static Judgement judged(Cohort.Key key, Standing standing) {
    return new Judgement(key, standing, NOW, NOW, Set.of(), Finding.NONE, "", NOW, NOW);
  }

  private static Member member(long id) {
    return new Member(
        id, 0, Level.NONE, 0, false, false, NOW, NOW, new Activity(1, 1, 1), ModelUse.NONE);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
