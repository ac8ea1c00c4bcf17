package dev.weir.cohort;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The members of a cohort with the smallest ids: a bottom-k sample. Because ids are hashes, it is
 * drawn at random; because they are the same hashes in every cohort, samples can be compared.
 * Immutable.
 */
public final class Sample {
  /** The share of all ids that lies below an id, with 53 bits. */
  private static final double UNIT = 0x1p-53;

  /** Nothing changes it any more. */
  private final GrowingSample rows;

  Sample(GrowingSample rows) {
    this.rows = rows;
  }

  /**
   * Returns a sample of nobody.
   *
   * @param capacity the most members that it keeps; at least 1
   */
  public static Sample empty(int capacity) {
    return new Sample(new GrowingSample(capacity));
  }

  /**
   * Returns a sample as it was kept.
   *
   * @param members by id, unsigned; at most {@code capacity}
   * @param complete whether every member is in the sample
   * @param bound the smallest id of all that are not, if some are not; otherwise 0
   */
  public static Sample of(int capacity, List<Member> members, boolean complete, long bound) {
    if (members.size() > capacity) {
      throw new IllegalArgumentException(members.size() + " members of at most " + capacity);
    }
    return new Sample(new GrowingSample(capacity, members.toArray(Member[]::new), complete, bound));
  }

  /** Returns the members, by id. */
  public List<Member> members() {
    return Collections.unmodifiableList(rows.members());
  }

  /** Returns how many members are in the sample. */
  public int size() {
    return rows.size();
  }

  /** Returns whether all of the cohort's members are in the sample. */
  public boolean isComplete() {
    return rows.isComplete();
  }

  /** Returns the smallest id of all members that are not in the sample; 0 if all are. */
  public long bound() {
    return rows.bound();
  }

  /**
   * Returns how many members the cohort has: exact while all are in the sample, and an unbiased
   * estimate from then on, with a relative standard error of about 1 / √{@link #size}.
   */
  public double distinct() {
    return isComplete() ? size() : size() / (((bound() >>> 11) + 1) * UNIT);
  }

  /** Returns the share of its members that proved less than a phone; 0 where there are none. */
  public double unverified() {
    return Population.unverified(members());
  }

  /**
   * Returns this sample with a sighting of a member: added, merged with what is known of it, or
   * left out because its id is too large. Costs a copy of at most {@code capacity} references.
   */
  public Sample with(Member seen) {
    if (!covers(seen.id())) {
      return this;
    }
    GrowingSample changed = rows.copy();
    changed.add(seen);
    return new Sample(changed);
  }

  /** Returns this sample without the members that were last seen before a time. */
  public Sample since(long time) {
    return rows.isAllSince(time) ? this : new Sample(rows.since(time));
  }

  /** Returns the id of a member. */
  long id(int at) {
    return rows.id(at);
  }

  /** Returns how many members are in each cell, by {@link Population#count}. */
  int[] count(int given) {
    return rows.count(given);
  }

  /**
   * Returns the share of the members of either cohort who are in both, in [0,1]: the resemblance of
   * Broder (1997), exact while both samples are complete. 0 where there are none.
   */
  public double resemblance(Sample other) {
    Overlap overlap = overlap(other);
    int either = overlap.mine + overlap.others - overlap.both;
    return either == 0 ? 0 : overlap.both / (double) either;
  }

  /** Returns how many of those members of two cohorts are in both whose ids both samples cover. */
  Overlap overlap(Sample other) {
    int mine = 0;
    int others = 0;
    int both = 0;
    while (true) {
      boolean hasMine = mine < size() && other.covers(id(mine));
      boolean hasOther = others < other.size() && covers(other.id(others));
      if (!hasMine && !hasOther) {
        return new Overlap(mine, others, both);
      }
      int order;
      if (hasMine && hasOther) {
        order = Long.compareUnsigned(id(mine), other.id(others));
      } else {
        order = hasMine ? -1 : 1;
      }
      mine += order <= 0 ? 1 : 0;
      others += order >= 0 ? 1 : 0;
      both += order == 0 ? 1 : 0;
    }
  }

  /**
   * What two samples say of the members that two cohorts share.
   *
   * @param mine how many members of the one could be compared
   * @param others how many of the other
   * @param both how many are in both
   */
  record Overlap(int mine, int others, int both) {

    /**
     * Returns the share of the smaller cohort that is in the larger one, in [0,1]: the overlap
     * coefficient (Szymkiewicz, 1934; Simpson, 1943). 0 where nothing can be compared.
     */
    double coefficient() {
      int smaller = Math.min(mine, others);
      return smaller == 0 ? 0 : both / (double) smaller;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sample that
        && rows.capacity() == that.rows.capacity()
        && isComplete() == that.isComplete()
        && bound() == that.bound()
        && rows.members().equals(that.rows.members());
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows.capacity(), isComplete(), bound(), rows.members());
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.0f members, %d of them in the sample", distinct(), size());
  }

  private boolean covers(long id) {
    return rows.admits(id);
  }
}
