package dev.weir.cohort;

/**
 * All accounts that were seen with one value of one trait.
 *
 * @param sample of its members
 * @param judgement what is held of it
 */
public record Cohort(Sample sample, Judgement judgement) {

  /**
   * Names a cohort.
   *
   * @param trait the trait's name in the policy
   * @param value a keyed hash of the trait's name and the value, never the value itself
   */
  public record Key(String trait, long value) {
    /** All accounts that were seen. */
    public static final Key EVERYBODY = new Key("", 0);

    /** Returns a hash of the value alone, which is one of the trait's name as well. */
    @Override
    public int hashCode() {
      return Long.hashCode(value);
    }
  }

  /** Returns a cohort that nobody was seen in. */
  public static Cohort empty(Key key, int capacity, long now) {
    return new Cohort(Sample.empty(capacity), Judgement.none(key, now));
  }

  /** Returns which cohort it is. */
  public Key key() {
    return judgement.key();
  }

  /** Returns this cohort with a sighting of a member. */
  public Cohort with(Member seen) {
    return new Cohort(sample.with(seen), judgement);
  }

  /** Returns this cohort with what is held of it now. */
  public Cohort judged(Judgement other) {
    return new Cohort(sample, other);
  }
}
