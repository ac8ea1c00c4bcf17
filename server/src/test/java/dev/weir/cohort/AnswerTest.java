package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerTest {
  private static final Cohort.Key CAUSE = new Cohort.Key("card", 1);
  private static final Cohort.Key OTHER = new Cohort.Key("card", 2);

  @Test
  void anAnswerEndsWhatWasAskedBefore() {
    Answer answer = Answer.asked(7, CAUSE, Level.PAYMENT, 100).merge(Answer.passed(7, CAUSE, 200));

    assertThat(answer.isSilent()).isFalse();
    assertThat(answer.passedAt()).isEqualTo(200);
  }

  @Test
  void whoIsAskedAgainAfterAnAnswerIsSilentAgainAndHasStillAnswered() {
    Answer answer = Answer.passed(7, CAUSE, 200).merge(Answer.asked(7, OTHER, Level.PAYMENT, 300));

    assertThat(answer.isSilent()).isTrue();
    assertThat(answer.askedAt()).isEqualTo(300);
    assertThat(answer.cause()).isEqualTo(OTHER);
    assertThat(answer.passedAt()).isEqualTo(200);
  }

  @Test
  void silenceLastsFromTheFirstTime() {
    Answer answer =
        Answer.asked(7, CAUSE, Level.PAYMENT, 100)
            .merge(Answer.asked(7, OTHER, Level.PAYMENT, 300));

    assertThat(answer.askedAt()).isEqualTo(100);
    assertThat(answer.cause()).isEqualTo(OTHER);
  }

  @Test
  void whatIsAskedAnewIsAskedForTheFirstTime() {
    Answer lapsed = Answer.asked(7, CAUSE, Level.PAYMENT, 100);
    Answer anew = Answer.askedAnew(7, OTHER, Level.PAYMENT, 300);

    for (Answer answer : List.of(lapsed.merge(anew), anew.merge(lapsed))) {
      assertThat(answer).isEqualTo(anew);
      assertThat(answer.merge(Answer.asked(7, CAUSE, Level.PAYMENT, 400)).askedAt()).isEqualTo(300);
      assertThat(answer.merge(Answer.asked(7, CAUSE, Level.PAYMENT, 200)).askedAt()).isEqualTo(300);
      assertThat(answer.merge(Answer.askedAnew(7, CAUSE, Level.PAYMENT, 400)).askedAt())
          .isEqualTo(400);
      assertThat(answer.merge(Answer.passed(7, CAUSE, 400)).isSilent()).isFalse();
    }
  }

  @Test
  void whatIsWantedIsWhatWasAskedForLast() {
    Answer answer =
        Answer.asked(7, CAUSE, Level.PAYMENT, 100)
            .merge(Answer.asked(7, CAUSE, Level.IDENTITY, 300));

    assertThat(answer.wanted()).isEqualTo(Level.IDENTITY);
    assertThat(answer.askedAt()).isEqualTo(100);
  }

  @Test
  void whatIsToldTwiceIsToldOnce() {
    Answer asked = Answer.asked(7, CAUSE, Level.PAYMENT, 100);
    Answer passed = Answer.passed(7, CAUSE, 200);

    assertThat(asked.merge(asked)).isEqualTo(asked);
    assertThat(asked.merge(passed).merge(passed)).isEqualTo(asked.merge(passed));
  }

  /** Two replicas that learn of each other's, each of them first of its own, know the same. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void mergesToTheSameFromEitherSide(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 500; run++) {
      Answer one = any(random, 0);
      Answer other = any(random, 1);
      Answer both = one.merge(other);

      assertThat(other.merge(one)).as("%s, %s", one, other).isEqualTo(both);
      assertThat(one.merge(one)).isEqualTo(one);
      assertThat(both.merge(one)).as("%s, %s", one, other).isEqualTo(both);
      assertThat(both.merge(other)).as("%s, %s", one, other).isEqualTo(both);
    }
  }

  /** Returns what is known of an account after it was asked or answered, or both. */
  private static Answer any(Random random, int odd) {
    // No two of the times are the same, or it would be anybody's guess which was later.
    long first = random.nextInt(500) * 2L + odd + 1;
    long later = first + 2L * random.nextInt(1, 500);
    Cohort.Key cause = random.nextBoolean() ? CAUSE : OTHER;
    Level wanted = random.nextBoolean() ? Level.PAYMENT : Level.IDENTITY;
    return switch (random.nextInt(5)) {
      case 0 -> Answer.asked(7, cause, wanted, first);
      case 1 -> Answer.passed(7, cause, first);
      case 2 -> Answer.askedAnew(7, cause, wanted, first);
      case 3 -> Answer.passed(7, cause, first).merge(Answer.askedAnew(7, cause, wanted, later));
      default -> Answer.passed(7, cause, first).merge(Answer.asked(7, cause, wanted, later));
    };
  }

  /**
   * Replicas tell of the same account in any order. Where it was asked both before and after an
   * answer, it is asked again in any case.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whetherItIsSilentDoesNotDependOnTheOrder(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      boolean askedLast = random.nextBoolean();
      List<Answer> told = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Cohort.Key cause = random.nextBoolean() ? CAUSE : OTHER;
        long early = random.nextLong(1, 500);
        long late = random.nextLong(500, 1_000);
        told.add(Answer.asked(7, cause, Level.PAYMENT, askedLast ? late : early));
        told.add(Answer.passed(7, cause, askedLast ? early : late));
      }
      long passed = told.stream().mapToLong(Answer::passedAt).max().orElse(0);
      Collections.shuffle(told, random);
      Answer all = told.stream().reduce(Answer::merge).orElseThrow();

      assertThat(all.passedAt()).as("seed %d, %s", seed, told).isEqualTo(passed);
      assertThat(all.isSilent()).as("seed %d, %s", seed, told).isEqualTo(askedLast);
    }
  }
}
