package dev.weir.cohort;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Judges the cohorts that are due. For one thread at a time. */
final class Assessment {
  private static final int MOST = 10_000;

  /** How long what all accounts are like may be used, and how long it is not even looked at. */
  private static final long POPULATION_MILLIS = TimeUnit.MINUTES.toMillis(30);

  private static final long YOUNG_POPULATION_MILLIS = TimeUnit.MINUTES.toMillis(1);

  /** While few accounts are known, what they are like changes fast. */
  private static final double GROWTH = 1.1;

  /** What few accounts are like says little of all: nobody is judged before so many were seen. */
  private static final int FEWEST = 200;

  private final CohortStore store;
  private final Supplier<CohortPolicy> policies;
  private final Answers answers;
  private final Standings standings;
  private final LongAdder assessed = new LongAdder();
  private @Nullable Population population;
  private int populationSize;
  private long populationAt;
  private boolean growing = true;

  Assessment(
      CohortStore store, Supplier<CohortPolicy> policies, Answers answers, Standings standings) {
    this.store = store;
    this.policies = policies;
    this.answers = answers;
    this.standings = standings;
  }

  /** Judges, and returns whether anything is held otherwise than before, or for other reasons. */
  CompletionStage<Boolean> run(long now) {
    return population(now)
        .thenCompose(
            all ->
                populationSize < FEWEST
                    ? CompletableFuture.completedStage(false)
                    : store.due(MOST, now).thenCompose(due -> judge(due, all, now)));
  }

  /** Returns how many cohorts it has judged, each as often as it was due. */
  long assessed() {
    return assessed.sum();
  }

  private CompletionStage<Population> population(long now) {
    Population known = population;
    long age = now - populationAt;
    // As long as too few were seen to judge anybody, it takes little to look again.
    boolean enough = populationSize >= FEWEST;
    if (known != null && enough && age < (growing ? YOUNG_POPULATION_MILLIS : POPULATION_MILLIS)) {
      return CompletableFuture.completedStage(known);
    }
    return store
        .population()
        .thenApply(
            sample -> {
              Sample active = sample.since(now - CohortStore.ACTIVE_MILLIS);
              growing = active.size() >= GROWTH * populationSize;
              Population found = Population.of(active);
              population = found;
              populationSize = active.size();
              populationAt = now;
              return found;
            });
  }

  private CompletionStage<Boolean> judge(List<Cohort> due, Population all, long now) {
    CohortPolicy policy = policies.get();
    Assessor assessor = new Assessor(policy, ChallengeTest.defaults(), answers, standings);
    List<Judgement> judgements = new ArrayList<>();
    boolean changed = false;
    for (Cohort cohort : due) {
      Judgement before = cohort.judgement();
      Judgement after = assessor.assess(cohort, all, now);
      boolean other = !after.holds(before);
      changed |= other || !standings.isKnown(after);
      if (other || isDueAgain(after, policy)) {
        judgements.add(after);
      }
    }
    if (due.isEmpty()) {
      return CompletableFuture.completedStage(false);
    }
    assessed.add(due.size());
    boolean any = changed;
    CompletionStage<Void> judged =
        judgements.isEmpty()
            ? CompletableFuture.completedStage(null)
            : store.judge(judgements, now);
    return judged
        .thenCompose(done -> store.assessed(due.stream().map(Cohort::key).toList()))
        .thenApply(done -> any);
  }

  /**
   * What an operator said ends by no assessment, and only who joins what is owned matters to it.
   */
  private static boolean isDueAgain(Judgement judgement, CohortPolicy policy) {
    CohortPolicy.Trait trait = policy.traits().get(judgement.key().trait());
    return judgement.isSetByOperator()
        ? trait != null && trait.owned()
        : judgement.standing() != Standing.OBSERVED;
  }
}
