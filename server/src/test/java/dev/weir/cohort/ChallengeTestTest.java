package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.cohort.ChallengeTest.Result;
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
    assertThat(test.silence(NEVER)).isCloseTo(Math.log(0.95 / 0.5), within(1e-12));
  }

  @Test
  void twoAnswersClearAFewAndEightWhoNeverAnswerConfirm() {
    assertThat(test.clears(answers(1), 10)).isFalse();
    assertThat(test.clears(answers(2), 10)).isTrue();
    assertThat(test.confirms(silences(7, NEVER))).isFalse();
    assertThat(test.confirms(silences(8, NEVER))).isTrue();
    assertThat(test.confirms(silences(8, 10 * MINUTE))).isFalse();
  }

  @Test
  void moreMembersTakeMoreAnswers() {
    assertThat(test.answersToClear(10)).isEqualTo(2);
    assertThat(test.answersToClear(250)).isEqualTo(4);
    assertThat(test.answersToClear(24_000)).isEqualTo(6);
    for (int accounts : new int[] {4, 16, 100, 1_000, 100_000}) {
      int needed = test.answersToClear(accounts);
      assertThat(test.clears(answers(needed), accounts)).isTrue();
      assertThat(test.clears(answers(needed - 1), accounts)).isFalse();
    }
  }

  @Test
  void anAnswerOutweighsThreeWhoAreSilent() {
    Result result = test.passed(silences(3, NEVER));

    assertThat(result.evidence()).isNegative();
    assertThat(result.asked()).isEqualTo(4);
    assertThat(result.passed()).isEqualTo(1);
  }

  /**
   * Looked at every minute for a day: cohorts of which half are people are confirmed in no more
   * than e^-confirm of cases, and campaigns are cleared in no more than e^clear.
   */
  @Test
  void keepsItsErrorsHoweverOftenItIsLookedAt() {
    int runs = 4_000;
    int wrong = 0;
    int missed = 0;
    SplittableRandom random = new SplittableRandom(11);
    for (int run = 0; run < runs; run++) {
      wrong += ends(random, test.mixedPass(), true) ? 1 : 0;
      missed += ends(random, test.campaignPass(), false) ? 1 : 0;
    }
    // The bounds are both 1 in 100; three standard errors on top.
    double bound = 0.01 + 3 * Math.sqrt(0.01 / runs);
    assertThat(wrong / (double) runs).isLessThan(bound);
    assertThat(missed / (double) runs).isLessThan(bound);
  }

  /** Returns whether a cohort is confirmed, or cleared, before the other happens. */
  private boolean ends(SplittableRandom random, double passes, boolean confirmed) {
    long[] waits = new long[24];
    for (int i = 0; i < waits.length; i++) {
      double wait = -Math.log(1 - random.nextDouble()) * test.answerMillis();
      waits[i] = random.nextDouble() < passes ? (long) wait : NEVER;
    }
    for (long passed = 0; passed < 1_440 * MINUTE; passed += MINUTE) {
      Result result = Result.NONE;
      for (long wait : waits) {
        result = wait <= passed ? test.passed(result) : test.silent(result, passed);
      }
      if (test.confirms(result)) {
        return confirmed;
      }
      if (test.clears(result, 16)) {
        return !confirmed;
      }
    }
    return false;
  }

  private Result answers(int count) {
    Result result = Result.NONE;
    for (int i = 0; i < count; i++) {
      result = test.passed(result);
    }
    return result;
  }

  private Result silences(int count, long millis) {
    Result result = Result.NONE;
    for (int i = 0; i < count; i++) {
      result = test.silent(result, millis);
    }
    return result;
  }
}
