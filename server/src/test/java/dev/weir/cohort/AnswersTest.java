package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How many accounts one replica remembers that were asked. */
final class AnswersTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final Cohort.Key CARD = new Cohort.Key("card", 7);
  private static final int MOST = 1_000_000;

  private final Answers answers = new Answers();

  @Test
  void remembersSoManyAndForgetsThoseOfLongestAgo() {
    int asked = MOST + MOST / 4;
    for (int i = 0; i < asked; i++) {
      answers.add(Answer.asked(i, CARD, NOW + i));
    }
    long known = LongStream.range(0, asked).filter(id -> answers.find(id) != null).count();
    assertThat(known).isBetween(MOST * 9L / 10, (long) MOST);
    assertThat(answers.find(0)).isNull();
    assertThat(answers.find(asked - 1)).isNotNull();
  }
}
