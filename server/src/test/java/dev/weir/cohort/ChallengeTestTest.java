package dev.weir.cohort;

import static dev.weir.cohort.Members.NOW;
import static dev.weir.cohort.Members.asked;
import static dev.weir.cohort.Members.doubtful;
import static dev.weir.cohort.Members.passed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ChallengeTestTest {
  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
  private static final long NEVER = Long.MAX_VALUE;
  private final ChallengeTest test = ChallengeTest.defaults();

  @Test
  void silenceSaysNothingAtFirstAndMoreTheLongerItLasts() {
    assertThat(test.silence(0)).isZero();
    assertThat(test.silence(-5)).isZero();
    for (long minute = 1; minute < 200; minute++) {
      assertThat(test.silence(minute * MINUTE)).isGreaterThan(test.silence((minute - 1) * MINUTE));
    }
    assertThat(test.silence(NEVER)).isCloseTo(Math.log(0.95 / 0.15), within(1e-12));
  }

  @Test
  void twoAnswersClearAndFourWhoNeverAnswerConfirm() {
    List<Member> answered = List.of(passed(doubtful(1)), passed(doubtful(2)));
    List<Member> silent =
        List.of(1L, 2L, 3L, 4L).stream().map(id -> asked(doubtful(id), NOW)).toList();

    assertThat(test.clears(test.weigh(answered, NOW))).isTrue();
    assertThat(test.confirms(test.weigh(silent, NOW + 10 * MINUTE))).isFalse();
    assertThat(test.confirms(test.weigh(silent, NOW + 24 * 60 * MINUTE))).isTrue();
  }

  @Test
  void whoWasNotAskedSaysNothing() {
    assertThat(test.weigh(List.of(doubtful(1), doubtful(2)), NOW))
        .isEqualTo(new ChallengeTest.Result(0, 0, 0));
  }

  /**
   * Looked at every minute for a day: crowds of people are confirmed in no more than e^-confirm of
   * cases, and campaigns are cleared in no more than e^clear.
   */
  @Test
  void keepsItsErrorsHoweverOftenItIsLookedAt() {
    int runs = 4_000;
    int wrong = 0;
    int missed = 0;
    SplittableRandom random = new SplittableRandom(11);
    for (int run = 0; run < runs; run++) {
      wrong += ends(random, test.innocentPass(), true) ? 1 : 0;
      missed += ends(random, test.campaignPass(), false) ? 1 : 0;
    }
    // The bounds are 1 in 1,000 and 1 in 100; three standard errors on top.
    assertThat(wrong / (double) runs).isLessThan(0.001 + 3 * Math.sqrt(0.001 / runs));
    assertThat(missed / (double) runs).isLessThan(0.01 + 3 * Math.sqrt(0.01 / runs));
  }

  /** Returns whether a cohort is confirmed, or cleared, before the other happens. */
  private boolean ends(SplittableRandom random, double passes, boolean confirmed) {
    List<Long> answersAt = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double wait = -Math.log(1 - random.nextDouble()) * test.answerMillis();
      answersAt.add(random.nextDouble() < passes ? NOW + (long) wait : NEVER);
    }
    for (long now = NOW; now < NOW + 1_440 * MINUTE; now += MINUTE) {
      List<Member> members = new ArrayList<>();
      for (int i = 0; i < answersAt.size(); i++) {
        Member member = doubtful(i);
        members.add(answersAt.get(i) <= now ? passed(member) : asked(member, NOW));
      }
      ChallengeTest.Result result = test.weigh(members, now);
      if (test.confirms(result)) {
        return confirmed;
      }
      if (test.clears(result)) {
        return !confirmed;
      }
    }
    return false;
  }
}
