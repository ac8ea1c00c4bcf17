package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
      answers.add(Answer.asked(account(i), CARD, Level.PAYMENT, NOW + i));
    }
    long known = LongStream.range(0, asked).filter(i -> answers.find(account(i)) != null).count();
    assertThat(known).isBetween(MOST * 9L / 10, (long) MOST);
    assertThat(answers.find(account(0))).isNull();
    assertThat(answers.find(account(asked - 1))).isNotNull();
  }

  @Test
  void findsEachItsOwnAlsoWhereTheirIdsAreNextToEachOther() {
    // From the highest id, too: what has no place at the end has one at the beginning.
    for (long id = -700; id < 700; id++) {
      answers.add(Answer.asked(id, CARD, Level.PAYMENT, NOW + id));
    }
    for (long id = -700; id < 700; id++) {
      assertThat(answers.find(id)).isEqualTo(Answer.asked(id, CARD, Level.PAYMENT, NOW + id));
    }
    assertThat(answers.find(-701)).isNull();
    assertThat(answers.find(700)).isNull();
  }

  @Test
  void neverFindsAnothersWhileThatIsAdded() throws Exception {
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < 300; round++) {
        Answers shared = new Answers();
        shared.add(Answer.asked(1, CARD, Level.PAYMENT, NOW));
        Future<?> adds =
            other.submit(() -> LongStream.range(2, 100).forEach(id -> shared.add(asked(id))));
        while (!adds.isDone()) {
          assertThat(shared.find(1_000)).isNull();
        }
        // Fails where adding did.
        adds.get();
      }
    }
  }

  private static Answer asked(long id) {
    return Answer.asked(id, CARD, Level.PAYMENT, NOW);
  }

  @Test
  void mergesWhatIsAddedOfOneAccount() {
    long account = account(1);
    answers.add(Answer.asked(account, CARD, Level.PAYMENT, NOW));
    answers.add(Answer.passed(account, CARD, NOW + 1));
    assertThat(answers.find(account))
        .isEqualTo(
            Answer.asked(account, CARD, Level.PAYMENT, NOW)
                .merge(Answer.passed(account, CARD, NOW + 1)));
  }

  /** Ids are hashes. */
  private static long account(long number) {
    return SightingFilter.mix(number + 1);
  }
}
