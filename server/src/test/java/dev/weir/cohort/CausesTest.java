package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That what is kept close by is what is held, whatever changes meanwhile. */
final class CausesTest {
  private static final Standing[] KINDS = {
    Standing.OBSERVED, Standing.PROBING, Standing.CONFIRMED, Standing.CLEARED
  };

  /** More than have a place each. */
  private static final int COHORTS = 700;

  private final Standings standings = new Standings();
  private final Causes causes = new Causes(standings);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void saysOfEachAnswerWhatIsHeldOfItsCause(long seed) {
    Random random = new Random(seed);
    int awaited = 0;
    int lapsed = 0;
    for (int now = 1_000; now < 61_000; now++) {
      if (random.nextInt(20) == 0) {
        Judgement none = Judgement.none(key(random), now);
        standings.update(List.of(none.become(KINDS[random.nextInt(KINDS.length)], now)));
      }
      Answer answer = answer(random, now);
      boolean holds = standings.awaits(answer);
      boolean campaign = standings.standing(answer.cause()) == Standing.CONFIRMED;
      awaited += holds ? 1 : 0;
      lapsed += holds ? 0 : 1;

      assertThat(causes.isAwaited(answer)).isEqualTo(holds);
      assertThat(causes.isAwaitedByCampaign(answer)).isEqualTo(holds && campaign);
    }
    assertThat(awaited).isGreaterThan(1_000);
    assertThat(lapsed).isGreaterThan(1_000);
  }

  private static Answer answer(Random random, int now) {
    Cohort.Key cause = key(random);
    int at = now - random.nextInt(999);
    return random.nextInt(4) == 0
        ? Answer.passed(7, cause, at)
        : Answer.asked(7, cause, Level.PAYMENT, at);
  }

  private static Cohort.Key key(Random random) {
    return new Cohort.Key("card", random.nextInt(COHORTS));
  }
}
