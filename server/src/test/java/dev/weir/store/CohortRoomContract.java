package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.Finding;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What every store of cohorts goes on holding where there is no room for all: with room for a few
 * hundred, and each test with a store to itself.
 */
public abstract class CohortRoomContract extends CohortContract {
  /** More than any of the stores under test holds. */
  private static final int MANY = 2_000;

  private static final int A_CALL = 100;

  /** Of how many cohorts the store under test holds something at most. */
  protected abstract int mostHeld();

  @Test
  void keepsWhatIsProvenWhateverIsSuspectedSince() throws Exception {
    Judgement said = Judgement.none(CARD, NOW).dispose(Standing.BLOCKED, "ann", NOW);
    get(cohorts().dispose(List.of(said), NOW));
    List<Judgement> proven = new ArrayList<>(judgements("device", 16, Standing.CONFIRMED, NOW));
    proven.addAll(judgements("document", 16, Standing.OVERUSED, NOW));
    judge(proven, NOW);
    long later = flood("ip", Standing.PROBING, NOW + 1);
    later = flood("template", Standing.CLEARED, later);

    List<Judgement> held = get(cohorts().judgements(0));
    assertThat(held).hasSizeLessThanOrEqualTo(mostHeld() + 1).contains(said).containsAll(proven);
    assertThat(held).contains(judgement("template", MANY - 1, Standing.CLEARED, later - 1));
    assertThat(get(cohorts().judgements(NOW + 1)))
        .as("replicas hear of those that made room")
        .anyMatch(judgement -> judgement.standing() == Standing.OBSERVED)
        .noneMatch(judgement -> isOf(proven, judgement.key()));
  }

  @Test
  void keepsACohortByWhatIsHeldOfItNow() throws Exception {
    List<Judgement> suspected = judgements("device", 16, Standing.PROBING, NOW);
    List<Judgement> proven = judgements("phone", 16, Standing.CONFIRMED, NOW);
    judge(suspected, NOW);
    judge(proven, NOW);
    List<Judgement> confirmed = judgements("device", 16, Standing.CONFIRMED, NOW + 1);
    judge(confirmed, NOW + 1);
    judge(judgements("phone", 16, Standing.CLEARED, NOW + 1), NOW + 1);
    flood("ip", Standing.PROBING, NOW + 2);

    assertThat(get(cohorts().judgements(0)))
        .containsAll(confirmed)
        .noneMatch(judgement -> judgement.key().trait().equals("phone"));
  }

  @Test
  void makesRoomForWhatIsProvenByWhatIsSuspectedAndThenByWhatWasJudgedLongestAgo()
      throws Exception {
    Judgement early = judgement("device", 0, Standing.CONFIRMED, NOW);
    judge(List.of(early), NOW);
    long later = flood("ip", Standing.PROBING, NOW + 1);
    Judgement again = judgement("device", 0, Standing.CONFIRMED, later);
    judge(judgements("phone", mostHeld() / 4, Standing.CONFIRMED, later), later);
    judge(List.of(again), later);
    assertThat(get(cohorts().judgements(0)))
        .contains(again)
        .containsAll(judgements("phone", mostHeld() / 4, Standing.CONFIRMED, later))
        .anyMatch(judgement -> judgement.standing() == Standing.PROBING);

    long last = flood("template", Standing.CONFIRMED, later + 1);
    List<Judgement> held = get(cohorts().judgements(0));
    assertThat(held)
        .hasSizeBetween(mostHeld() / 2, mostHeld())
        .contains(judgement("template", MANY - 1, Standing.CONFIRMED, last - 1))
        .doesNotContain(again);
  }

  @Test
  void leavesRoomForSuspicionsHoweverMuchIsProven() throws Exception {
    long later = flood("ip", Standing.CONFIRMED, NOW);
    List<Judgement> suspected = judgements("device", 16, Standing.PROBING, later);
    judge(suspected, later);
    later = flood("template", Standing.OVERUSED, later + 1);
    assertThat(get(cohorts().judgements(0))).containsAll(suspected);

    flood("phone", Standing.PROBING, later);
    List<Judgement> held = get(cohorts().judgements(0));
    assertThat(held).hasSizeBetween(mostHeld() / 2, mostHeld());
    assertThat(held)
        .filteredOn(judgement -> !judgement.isProven())
        .hasSizeBetween(mostHeld() / 8, mostHeld() / 4)
        .doesNotContainAnyElementsOf(suspected);
  }

  private static boolean isOf(List<Judgement> judgements, Cohort.Key key) {
    return judgements.stream().anyMatch(judgement -> judgement.key().equals(key));
  }

  /** Judges many, some at a time, and returns the time after that. */
  private long flood(String trait, Standing standing, long from) throws Exception {
    long now = from;
    for (int first = 0; first < MANY; first += A_CALL) {
      judge(judgements(trait, first, A_CALL, standing, now), now);
      now++;
    }
    return now;
  }

  private void judge(List<Judgement> judgements, long now) throws Exception {
    get(cohorts().judge(judgements, now));
  }

  private static List<Judgement> judgements(String trait, int count, Standing standing, long now) {
    return judgements(trait, 0, count, standing, now);
  }

  private static List<Judgement> judgements(
      String trait, int first, int count, Standing standing, long now) {
    return LongStream.range(first, first + count)
        .mapToObj(value -> judgement(trait, value, standing, now))
        .toList();
  }

  private static Judgement judgement(String trait, long value, Standing standing, long now) {
    Cohort.Key key = new Cohort.Key(trait, value);
    return new Judgement(key, standing, now, now, Set.of(), Finding.NONE, "", now, now);
  }
}
