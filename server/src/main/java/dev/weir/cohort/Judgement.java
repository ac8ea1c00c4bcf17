package dev.weir.cohort;

import java.util.Set;

/**
 * What was found of a cohort, apart from who is in it. See {@link Cohort}.
 *
 * @param probes the ids of the members who are to be asked
 */
public record Judgement(
    Cohort.Key key, double score, Standing standing, long since, Set<Long> probes) {
  public Judgement {
    probes = Set.copyOf(probes);
  }

  static Judgement of(Cohort cohort) {
    return new Judgement(
        cohort.key(), cohort.score(), cohort.standing(), cohort.since(), cohort.probes());
  }
}
