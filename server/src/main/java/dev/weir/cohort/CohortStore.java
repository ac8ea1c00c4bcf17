package dev.weir.cohort;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Keeps cohorts, for all replicas. Thread-safe. A stage fails with {@code StoreException}; nothing
 * blocks the caller.
 */
public interface CohortStore {
  /** How many members a cohort's sample holds. */
  int SAMPLE = 256;

  /** How many accounts the sample of the whole population holds. */
  int POPULATION_SAMPLE = 4_096;

  /**
   * Adds sightings to their cohorts, and their members to the population. The order does not
   * matter, and a sighting that is added twice adds only its requests again.
   */
  CompletionStage<Void> observe(List<Sighting> sightings);

  /** Returns a random sample of all accounts that were seen. */
  CompletionStage<Sample> population();

  /**
   * Returns cohorts of at least two members that changed since they were last returned here, the
   * longest ago first.
   *
   * @param most how many at most
   */
  CompletionStage<List<Cohort>> changed(int most);

  /** Returns all cohorts that are more than observed. */
  CompletionStage<List<Cohort>> standing();

  /** Writes what was found of cohorts. Members who were seen meanwhile stay. */
  CompletionStage<Void> judge(List<Judgement> judgements);
}
