package dev.weir.cohort;

import static dev.weir.cohort.Members.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How soon a crowd is judged that is asked, and answers, or does not. */
final class AssessorOverTimeTest extends AssessorFixture {
  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

  @ParameterizedTest
  @ValueSource(ints = {12, 50, 500})
  void confirmsACampaignThatDoesNotAnswer(int accounts) {
    Run run = new Run(accounts, 0, new SplittableRandom(accounts));
    Judgement judgement = run.until(Standing.CONFIRMED);

    assertThat(judgement.standing()).isEqualTo(Standing.CONFIRMED);
    assertThat(judgement.since() - NOW).isLessThan(90 * MINUTE);
    assertThat(run.asked()).isLessThanOrEqualTo(24);
  }

  /** 300 crowds, of which 85 % answer after an exponential time. */
  @Test
  void asksFewOfACrowdThatAnswersAndLeavesItAlone() {
    SplittableRandom random = new SplittableRandom(3);
    int crowds = 300;
    int asked = 0;
    int confirmed = 0;
    for (int i = 0; i < crowds; i++) {
      Run run = new Run(200, 0.85, random);
      confirmed += run.until(Standing.CLEARED).standing() == Standing.CLEARED ? 0 : 1;
      asked += run.asked();
    }
    assertThat(asked / (double) crowds / 200).as("share of each crowd asked").isLessThan(0.05);
    assertThat(confirmed).isLessThanOrEqualTo(2);
  }

  /** Where a third is a campaign, the other two thirds must not be asked for it. */
  @Test
  void doesNotConfirmWhereMostArePeople() {
    SplittableRandom random = new SplittableRandom(9);
    int confirmed = 0;
    for (int i = 0; i < 200; i++) {
      Run run = new Run(200, 0.6, random);
      confirmed += run.until(Standing.CLEARED).standing() == Standing.CONFIRMED ? 1 : 0;
    }
    assertThat(confirmed).isLessThanOrEqualTo(2);
  }

  /** A crowd whose members call every ten minutes, and answer, or do not, when they are asked. */
  private final class Run {
    private final SplittableRandom random;
    private final double passes;
    private final Answers answered = new Answers();
    private final Map<Long, Long> answersAt = new HashMap<>();
    private final Set<Long> asked = new HashSet<>();
    private final int accounts;

    Run(int accounts, double passes, SplittableRandom random) {
      this.accounts = accounts;
      this.passes = passes;
      this.random = random;
    }

    int asked() {
      return asked.size();
    }

    /** Lets members call for a day, and looks as often as a store says that it is due. */
    Judgement until(Standing standing) {
      Assessor own = new Assessor(POLICY, ChallengeTest.defaults(), answered, standings);
      Cohort cohort = crowd(KEY, accounts);
      long due = NOW;
      for (long now = NOW; now < NOW + DAY; now += 5_000) {
        if (now >= due) {
          Judgement judgement = own.assess(cohort, population, now);
          cohort = cohort.judged(judgement);
          if (judgement.standing() == standing || judgement.standing() == Standing.CONFIRMED) {
            return judgement;
          }
          due = judgement.isAsking() ? CohortStore.dueAgain(judgement, now) : now;
        }
        call(cohort.judgement(), now);
      }
      return cohort.judgement();
    }

    private void call(Judgement judgement, long now) {
      for (long id : judgement.chosen()) {
        boolean calls = (now / 5_000 + id * 7) % 120 == 0;
        if (calls && asked.add(id)) {
          answered.add(Answer.asked(id, KEY, Level.PAYMENT, now));
          double wait = -Math.log(1 - random.nextDouble()) * 15 * MINUTE;
          answersAt.put(id, random.nextDouble() < passes ? now + (long) wait : Long.MAX_VALUE);
        }
      }
      answersAt
          .entrySet()
          .removeIf(
              answer -> {
                boolean answers = answer.getValue() <= now;
                if (answers) {
                  answered.add(Answer.passed(answer.getKey(), KEY, answer.getValue()));
                }
                return answers;
              });
    }
  }
}
