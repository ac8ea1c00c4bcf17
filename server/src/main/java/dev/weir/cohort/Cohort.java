package dev.weir.cohort;

import java.util.Set;

/**
 * All accounts that were seen with one value of one trait. Times are epoch milliseconds.
 *
 * @param key which trait and value
 * @param sample of its members
 * @param score how unlike the population it is, in nats, when last assessed
 * @param standing what is held of it
 * @param since when that standing began
 * @param probes the ids of the members who are to be asked while it is {@link Standing#PROBING}
 */
public record Cohort(
    Key key, Sample sample, double score, Standing standing, long since, Set<Long> probes) {

  /**
   * Names a cohort.
   *
   * @param trait the trait's name in the policy
   * @param value a keyed hash of the value, never the value itself
   */
  public record Key(String trait, long value) {}

  public Cohort {
    probes = Set.copyOf(probes);
  }

  /** Returns a cohort that nobody was seen in. */
  public static Cohort empty(Key key, int capacity, long now) {
    return new Cohort(key, Sample.empty(capacity), 0, Standing.OBSERVED, now, Set.of());
  }

  /** Returns this cohort with a sighting of a member. */
  public Cohort with(Member seen) {
    return new Cohort(key, sample.with(seen), score, standing, since, probes);
  }

  /** Returns this cohort with what was found of it. */
  public Cohort judged(Judgement judgement) {
    return new Cohort(
        key,
        sample,
        judgement.score(),
        judgement.standing(),
        judgement.since(),
        judgement.probes());
  }

  Cohort withSample(Sample other) {
    return new Cohort(key, other, score, standing, since, probes);
  }

  Cohort withScore(double other) {
    return new Cohort(key, sample, other, standing, since, probes);
  }

  Cohort become(Standing other, long now) {
    return new Cohort(key, sample, score, other, now, Set.of());
  }

  Cohort probing(Set<Long> others) {
    return new Cohort(key, sample, score, standing, since, others);
  }
}
