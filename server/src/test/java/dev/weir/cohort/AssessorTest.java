package dev.weir.cohort;

import static dev.weir.cohort.Members.NOW;
import static dev.weir.cohort.Members.doubtful;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AssessorTest {
  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final Cohort.Key KEY = new Cohort.Key("address", 42);

  private final Population population = Members.population();
  private final Assessor assessor =
      new Assessor(AssessmentConfig.defaults(), ChallengeTest.defaults());

  @Test
  void leavesThoseAloneWhoAreLikeAll() {
    Cohort cohort = Cohort.empty(KEY, 256, NOW);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 5_000; i++) {
      cohort = cohort.with(Members.drawn(random));
    }
    Cohort assessed = assessor.assess(cohort, population, NOW);

    assertThat(assessed.standing()).isEqualTo(Standing.OBSERVED);
    assertThat(assessed.probes()).isEmpty();
  }

  @Test
  void asksAFewOfThoseSeenLastWhereACrowdIsUnlikeAll() {
    Cohort cohort = Cohort.empty(KEY, 256, NOW);
    for (int i = 0; i < 100; i++) {
      cohort = cohort.with(seen(doubtful(i), NOW - i * MINUTE));
    }
    Cohort assessed = assessor.assess(cohort, population, NOW);

    assertThat(assessed.standing()).isEqualTo(Standing.PROBING);
    assertThat(assessed.since()).isEqualTo(NOW);
    assertThat(assessed.score()).isGreaterThan(100);
    assertThat(assessed.probes()).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
  }

  @Test
  void judgesNobodyByThree() {
    Cohort cohort = Cohort.empty(KEY, 256, NOW);
    for (int i = 0; i < 3; i++) {
      cohort = cohort.with(doubtful(i));
    }
    assertThat(assessor.assess(cohort, population, NOW).standing()).isEqualTo(Standing.OBSERVED);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 50, 500})
  void confirmsACampaignThatDoesNotAnswer(int accounts) {
    Run run = new Run(accounts, 0, new SplittableRandom(accounts));
    Cohort cohort = run.until(Standing.CONFIRMED, NOW + DAY);

    assertThat(cohort.standing()).isEqualTo(Standing.CONFIRMED);
    assertThat(cohort.since() - NOW).isLessThan(60 * MINUTE);
    assertThat(run.asked()).isLessThanOrEqualTo(12);
  }

  /** 300 crowds, of which 85 % answer after an exponential time: what the test was made for. */
  @Test
  void asksFewOfACrowdThatAnswersAndLeavesItAlone() {
    SplittableRandom random = new SplittableRandom(3);
    int crowds = 300;
    int asked = 0;
    int confirmed = 0;
    for (int i = 0; i < crowds; i++) {
      Run run = new Run(200, 0.85, random);
      Cohort cohort = run.until(Standing.CLEARED, NOW + DAY);
      asked += run.asked();
      confirmed += cohort.standing() == Standing.CLEARED ? 0 : 1;
    }
    assertThat(asked / (double) crowds / 200).as("share of each crowd asked").isLessThan(0.03);
    assertThat(confirmed).isLessThanOrEqualTo(2);
  }

  @Test
  void letsACrowdGoThatAnswersAfterItWasConfirmed() {
    Cohort cohort = crowd(40).become(Standing.CONFIRMED, NOW);
    for (int i = 0; i < 12; i++) {
      cohort = cohort.with(seen(Members.passed(doubtful(i)), NOW + MINUTE));
    }
    assertThat(assessor.assess(cohort, population, NOW + MINUTE).standing())
        .isEqualTo(Standing.CLEARED);
  }

  @Test
  void asksAgainAWeekAfterACrowdAnswered() {
    Cohort cohort = crowd(40).become(Standing.CLEARED, NOW - 7 * DAY);

    assertThat(assessor.assess(cohort, population, NOW - 1).standing()).isEqualTo(Standing.CLEARED);
    assertThat(assessor.assess(cohort, population, NOW).standing()).isEqualTo(Standing.PROBING);
  }

  @Test
  void remembersACampaignForNinetyDaysAfterItsMembersAreGone() {
    Cohort cohort = crowd(40).become(Standing.CONFIRMED, NOW);

    assertThat(assessor.assess(cohort, population, NOW + 90 * DAY - 1).standing())
        .isEqualTo(Standing.CONFIRMED);
    assertThat(assessor.assess(cohort, population, NOW + 90 * DAY).standing())
        .isEqualTo(Standing.OBSERVED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Standing.class,
      names = {"EXEMPT", "BLOCKED"})
  void leavesToTheOperatorWhatTheOperatorSaid(Standing standing) {
    Cohort cohort = crowd(100).become(standing, NOW - 400 * DAY);

    assertThat(assessor.assess(cohort, population, NOW)).isEqualTo(cohort);
  }

  @Test
  void judgesTheSameTheSame() {
    Cohort once = assessor.assess(crowd(100), population, NOW);

    assertThat(assessor.assess(once, population, NOW)).isEqualTo(once);
    assertThat(assessor.assess(crowd(100), population, NOW)).isEqualTo(once);
  }

  @Test
  void asksNobodyWhoHasVerifiedAlready() {
    Cohort cohort = Cohort.empty(KEY, 256, NOW);
    for (int i = 0; i < 100; i++) {
      Member member = doubtful(i);
      cohort = cohort.with(i < 98 ? verified(member) : member);
    }
    cohort = cohort.become(Standing.PROBING, NOW);

    assertThat(assessor.assess(cohort, population, NOW).probes())
        .containsExactlyInAnyOrder(98L, 99L);
  }

  private static Cohort crowd(int size) {
    Cohort cohort = Cohort.empty(KEY, 256, NOW);
    for (int i = 0; i < size; i++) {
      cohort = cohort.with(doubtful(i));
    }
    return cohort;
  }

  private static Member seen(Member member, long at) {
    return new Member(
        member.id(),
        member.level(),
        member.createdAt(),
        member.prepaid(),
        member.proxied(),
        at,
        at,
        1,
        member.askedAt(),
        member.passed());
  }

  private static Member verified(Member member) {
    return new Member(member.id(), Level.IDENTITY, 0, false, false, NOW, NOW, 1, 0, false);
  }

  /** A crowd whose members call every ten minutes, and answer, or do not, when they are asked. */
  private final class Run {
    private final SplittableRandom random;
    private final double passes;
    private final Map<Long, Long> askedAt = new HashMap<>();
    private final Map<Long, Long> answersAt = new HashMap<>();
    private final int accounts;

    Run(int accounts, double passes, SplittableRandom random) {
      this.accounts = accounts;
      this.passes = passes;
      this.random = random;
    }

    int asked() {
      return askedAt.size();
    }

    Cohort until(Standing standing, long end) {
      Cohort cohort = Cohort.empty(KEY, 256, NOW);
      for (long now = NOW; now < end; now += MINUTE) {
        for (long id = 0; id < accounts; id++) {
          if ((now / MINUTE + id) % 10 == 0) {
            cohort = cohort.with(call(id, cohort, now));
          }
        }
        cohort = assessor.assess(cohort, population, now);
        if (cohort.standing() == standing || cohort.standing() == Standing.CONFIRMED) {
          return cohort;
        }
      }
      return cohort;
    }

    private Member call(long id, Cohort cohort, long now) {
      if (cohort.probes().contains(id) && askedAt.putIfAbsent(id, now) == null) {
        double wait = -Math.log(1 - random.nextDouble()) * 15 * MINUTE;
        answersAt.put(id, random.nextDouble() < passes ? now + (long) wait : Long.MAX_VALUE);
      }
      Member member = seen(doubtful(id), now);
      if (!askedAt.containsKey(id)) {
        return member;
      }
      return answersAt.getOrDefault(id, Long.MAX_VALUE) <= now
          ? seen(Members.passed(member), now)
          : seen(Members.asked(member, askedAt.getOrDefault(id, 0L)), now);
    }
  }
}
