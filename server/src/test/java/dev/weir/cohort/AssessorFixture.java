package dev.weir.cohort;

import static dev.weir.cohort.Members.NOW;
import static dev.weir.cohort.Members.doubtful;

import dev.weir.account.Level;
import dev.weir.cohort.CohortPolicy.Nature;
import dev.weir.cohort.CohortPolicy.Trait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** An assessor, with all accounts that it compares a cohort with, and crowds unlike them. */
abstract class AssessorFixture {
  static final long DAY = TimeUnit.DAYS.toMillis(1);
  static final Cohort.Key KEY = new Cohort.Key("template", 42);
  static final Cohort.Key CAMPAIGN = new Cohort.Key("template", 43);
  static final Duration WEEK = Duration.ofDays(7);

  static final CohortPolicy POLICY =
      new CohortPolicy(
          Map.of(
              "template", new Trait(WEEK, 0, false, Set.of(Nature.COMMON)),
              "device", new Trait(WEEK, 0, false, Set.of()),
              "card", new Trait(WEEK, 0, false, Set.of(Nature.CARD)),
              "client", new Trait(WEEK, 0, true, Set.of(Nature.COMMON)),
              "prefix", new Trait(WEEK, 0, false, Set.of(Nature.NETWORK, Nature.COMMON)),
              "identity", new Trait(WEEK, 5, false, Set.of()),
              "conversation", new Trait(WEEK, 0, false, Set.of(Nature.OWNED))),
          Level.PAYMENT,
          Level.IDENTITY,
          14,
          WEEK,
          Duration.ofDays(90));

  final Population population = Members.population();
  final Answers answers = new Answers();
  final Standings standings = new Standings();
  final Assessor assessor = new Assessor(POLICY, ChallengeTest.defaults(), answers, standings);

  Judgement assess(Cohort cohort) {
    return assessor.assess(cohort, population, NOW);
  }

  static Cohort crowd(Cohort.Key key, int size) {
    Cohort cohort = Cohort.empty(key, 256, NOW);
    for (int i = 0; i < size; i++) {
      cohort = cohort.with(doubtful(i));
    }
    return cohort;
  }

  static Judgement confirmed(Cohort.Key key) {
    return probing(key).become(Standing.CONFIRMED, NOW);
  }

  /** Returns a suspicion for whose sake some were asked a day ago. */
  static Judgement probing(Cohort.Key key) {
    return Judgement.none(key, NOW).become(Standing.PROBING, NOW - 2 * DAY);
  }

  /** Has a cohort be a campaign. */
  void confirm(Cohort.Key key) {
    standings.update(List.of(confirmed(key)));
  }

  /** Has the first accounts be silent since a day ago. */
  void silence(int accounts, Cohort.Key cause) {
    for (long id = 0; id < accounts; id++) {
      answers.add(Answer.asked(id, cause, Level.PAYMENT, NOW - DAY));
    }
  }
}
