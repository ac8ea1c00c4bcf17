package dev.weir.cohort;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members of a cohort with the smallest ids: a bottom-k sample. Because ids are hashes, it is
 * drawn at random; because they are the same hashes in every cohort, samples can be compared.
 * Immutable.
 */
public final class Sample {
  /** The share of all ids that lies below an id, with 53 bits. */
  private static final double UNIT = 0x1p-53;

  private static final long SECOND = 1_000;
  private static final int CELL_BITS = 8;
  private static final int CELL = (1 << CELL_BITS) - 1;

  private final int capacity;

  /** By id, unsigned. */
  private final Member[] members;

  // What most assessments look at of each member: else each would be a walk through memory.
  private final long[] ids;
  private final long[] glances;

  /**
   * Whether every member is in the sample; if not, those are whose ids are below {@link #bound}.
   */
  private final boolean complete;

  private final long bound;

  private Sample(
      int capacity, Member[] members, long[] ids, long[] glances, boolean complete, long bound) {
    this.capacity = capacity;
    this.members = members;
    this.ids = ids;
    this.glances = glances;
    this.complete = complete;
    this.bound = bound;
  }

  private static Sample of(int capacity, Member[] members, boolean complete, long bound) {
    long[] ids = new long[members.length];
    long[] glances = new long[members.length];
    for (int i = 0; i < members.length; i++) {
      ids[i] = members[i].id();
      glances[i] = glance(members[i]);
    }
    return new Sample(capacity, members, ids, glances, complete, bound);
  }

  /**
   * Returns a sample of nobody.
   *
   * @param capacity the most members that it keeps; at least 1
   */
  public static Sample empty(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
    }
    return of(capacity, new Member[0], true, 0);
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
    return of(capacity, members.toArray(Member[]::new), complete, bound);
  }

  /** Returns the members, by id. */
  public List<Member> members() {
    return Collections.unmodifiableList(Arrays.asList(members));
  }

  /** Returns how many members are in the sample. */
  public int size() {
    return members.length;
  }

  /** Returns whether all of the cohort's members are in the sample. */
  public boolean isComplete() {
    return complete;
  }

  /** Returns the smallest id of all members that are not in the sample; 0 if all are. */
  public long bound() {
    return bound;
  }

  /** Returns a member; empty if it is not in the sample. */
  public Optional<Member> member(long id) {
    int at = find(id);
    return at < 0 ? Optional.empty() : Optional.of(members[at]);
  }

  /** Returns whether a member would be in the sample, was it seen. */
  public boolean admits(long id) {
    return covers(id);
  }

  /** Returns whether a sighting says more than that a member was seen again. */
  public boolean isNews(Member seen) {
    int at = find(seen.id());
    return at < 0 || members[at].isNews(seen);
  }

  /**
   * Returns how many members the cohort has: exact while all are in the sample, and an unbiased
   * estimate from then on, with a relative standard error of about 1 / √{@link #size}.
   */
  public double distinct() {
    return complete ? members.length : members.length / (((bound >>> 11) + 1) * UNIT);
  }

  /**
   * Returns this sample with a sighting of a member: added, merged with what is known of it, or
   * left out because its id is too large. Costs a copy of at most {@code capacity} references.
   */
  public Sample with(Member seen) {
    if (!complete && Long.compareUnsigned(seen.id(), bound) >= 0) {
      return this;
    }
    int at = find(seen.id());
    return at >= 0 ? merged(at, seen) : added(-at - 1, seen);
  }

  private Sample merged(int at, Member seen) {
    Member[] changed = members.clone();
    changed[at] = members[at].merge(seen);
    long[] changedGlances = glances.clone();
    changedGlances[at] = glance(changed[at]);
    return new Sample(capacity, changed, ids, changedGlances, complete, bound);
  }

  private Sample added(int place, Member seen) {
    if (place == capacity) {
      return new Sample(capacity, members, ids, glances, false, seen.id());
    }
    int size = Math.min(members.length + 1, capacity);
    Member[] changed = Arrays.copyOf(members, size);
    System.arraycopy(members, place, changed, place + 1, size - place - 1);
    changed[place] = seen;
    boolean full = members.length == capacity;
    return new Sample(
        capacity,
        changed,
        insert(ids, size, place, seen.id()),
        insert(glances, size, place, glance(seen)),
        complete && !full,
        full ? ids[capacity - 1] : bound);
  }

  private static long[] insert(long[] values, int size, int place, long value) {
    long[] changed = Arrays.copyOf(values, size);
    System.arraycopy(values, place, changed, place + 1, size - place - 1);
    changed[place] = value;
    return changed;
  }

  /** Returns this sample without the members that were last seen before a time. */
  public Sample since(long time) {
    int kept = 0;
    for (int i = 0; i < members.length; i++) {
      kept += isSince(i, time) ? 1 : 0;
    }
    if (kept == members.length) {
      return this;
    }
    Member[] later = new Member[kept];
    int next = 0;
    for (int i = 0; i < members.length; i++) {
      if (isSince(i, time)) {
        later[next++] = members[i];
      }
    }
    return of(capacity, later, complete, bound);
  }

  private boolean isSince(int at, long time) {
    long second = Math.floorDiv(time, SECOND);
    long seen = glances[at] >> CELL_BITS;
    return seen == second ? members[at].lastSeen() >= time : seen > second;
  }

  /** Returns the second at which a member was seen last, and its cell. */
  private static long glance(Member member) {
    return (Math.floorDiv(member.lastSeen(), SECOND) << CELL_BITS) | Population.cell(member);
  }

  /** Returns the id of a member. */
  long id(int at) {
    return ids[at];
  }

  /** Returns how many members are in each cell, by {@link Population#count}. */
  int[] count(int given) {
    int[] counts = new int[Population.CELLS];
    for (long glance : glances) {
      counts[((int) glance & CELL) | given]++;
    }
    return counts;
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
      boolean hasMine = mine < members.length && other.covers(ids[mine]);
      boolean hasOther = others < other.members.length && covers(other.ids[others]);
      if (!hasMine && !hasOther) {
        return new Overlap(mine, others, both);
      }
      int order;
      if (hasMine && hasOther) {
        order = Long.compareUnsigned(ids[mine], other.ids[others]);
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
        && capacity == that.capacity
        && complete == that.complete
        && bound == that.bound
        && Arrays.equals(members, that.members);
  }

  @Override
  public int hashCode() {
    return Objects.hash(capacity, complete, bound, Arrays.hashCode(members));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.0f members, %d of them in the sample", distinct(), members.length);
  }

  private boolean covers(long id) {
    return complete || Long.compareUnsigned(id, bound) < 0;
  }

  private int find(long id) {
    int low = 0;
    int high = members.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(ids[middle], id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }
}
