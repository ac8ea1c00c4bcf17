package dev.weir.cohort;

import java.util.Arrays;
import java.util.List;

/**
 * A {@link Sample} that changes in place, for a store that adds to it often and reads it seldom.
 * Not thread-safe.
 */
public final class GrowingSample {
  private static final int FIRST_CAPACITY = 4;
  private static final long SECOND = 1_000;

  /** Unsigned. */
  private static final long HIGHEST = -1;

  private static final int CELL_BITS = 8;
  private static final int CELL = (1 << CELL_BITS) - 1;

  private final int capacity;
  private int size;

  /** By id, unsigned. */
  private Member[] members;

  // What most assessments look at of each member: else each would be a walk through memory.
  private long[] ids;
  private long[] glances;

  /**
   * Whether every member is in the sample; if not, those are whose ids are below {@link #bound}.
   */
  private boolean complete;

  private long bound;

  /**
   * Creates a sample of nobody.
   *
   * @param capacity the most members that it keeps; at least 1
   */
  public GrowingSample(int capacity) {
    this(capacity, new Member[0], true, 0);
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
    }
  }

  /** Creates a sample of these members, by id, unsigned. */
  GrowingSample(int capacity, Member[] members, boolean complete, long bound) {
    this.capacity = capacity;
    this.size = members.length;
    this.members = members;
    this.ids = new long[size];
    this.glances = new long[size];
    this.complete = complete;
    this.bound = bound;
    for (int i = 0; i < size; i++) {
      ids[i] = members[i].id();
      glances[i] = glance(members[i]);
    }
  }

  private GrowingSample(GrowingSample other) {
    this.capacity = other.capacity;
    this.size = other.size;
    this.members = Arrays.copyOf(other.members, size);
    this.ids = Arrays.copyOf(other.ids, size);
    this.glances = Arrays.copyOf(other.glances, size);
    this.complete = other.complete;
    this.bound = other.bound;
  }

  /** Returns those members that were seen at a time or later. */
  GrowingSample since(long time) {
    GrowingSample later = new GrowingSample(this);
    later.size = 0;
    for (int i = 0; i < size; i++) {
      if (isSince(i, time)) {
        later.members[later.size] = members[i];
        later.ids[later.size] = ids[i];
        later.glances[later.size++] = glances[i];
      }
    }
    return later;
  }

  /** Returns what it is now. Costs a copy of it. */
  public Sample snapshot() {
    return new Sample(copy());
  }

  GrowingSample copy() {
    return new GrowingSample(this);
  }

  /**
   * Adds a sighting of a member: merged with what is known of it, or left out because its id is too
   * large.
   */
  public void add(Member seen) {
    if (!admits(seen.id())) {
      return;
    }
    int at = find(seen.id());
    if (at >= 0) {
      members[at] = members[at].merge(seen);
      glances[at] = glance(members[at]);
    } else {
      insert(-at - 1, seen);
    }
  }

  private void insert(int place, Member seen) {
    boolean full = size == capacity;
    if (place == capacity) {
      bound = seen.id();
    } else if (full) {
      bound = ids[capacity - 1];
    }
    complete &= !full;
    size = Math.min(size + 1, capacity);
    if (place == capacity) {
      return;
    }
    if (size > ids.length) {
      int room = Math.clamp(size * 3L / 2, FIRST_CAPACITY, Math.max(FIRST_CAPACITY, capacity));
      members = Arrays.copyOf(members, room);
      ids = Arrays.copyOf(ids, room);
      glances = Arrays.copyOf(glances, room);
    }
    int after = size - place - 1;
    System.arraycopy(members, place, members, place + 1, after);
    System.arraycopy(ids, place, ids, place + 1, after);
    System.arraycopy(glances, place, glances, place + 1, after);
    members[place] = seen;
    ids[place] = seen.id();
    glances[place] = glance(seen);
  }

  /**
   * Lets go of the members that were last seen before a time, where others are not in the sample:
   * any that is seen finds a place then, whatever its id, until the sample is full again.
   */
  public void forget(long before) {
    if (complete || isAllSince(before)) {
      return;
    }
    GrowingSample later = since(before);
    members = later.members;
    ids = later.ids;
    glances = later.glances;
    size = later.size;
    bound = HIGHEST;
  }

  /** Returns whether a member would be in the sample, was it seen. */
  public boolean admits(long id) {
    return complete || Long.compareUnsigned(id, bound) < 0;
  }

  /** Returns whether a sighting says more than that a member was seen again. */
  public boolean isNews(Member seen) {
    int at = find(seen.id());
    return at < 0 || members[at].isNews(seen);
  }

  /** Returns how many members are in the sample. */
  public int size() {
    return size;
  }

  int capacity() {
    return capacity;
  }

  boolean isComplete() {
    return complete;
  }

  long bound() {
    return bound;
  }

  long id(int at) {
    return ids[at];
  }

  /** Returns the members. Costs nothing: it is what is here, and must not change any more. */
  List<Member> members() {
    List<Member> all = Arrays.asList(members);
    return size == members.length ? all : all.subList(0, size);
  }

  /** Returns whether all members were seen at a time or later. */
  boolean isAllSince(long time) {
    for (int i = 0; i < size; i++) {
      if (!isSince(i, time)) {
        return false;
      }
    }
    return true;
  }

  private boolean isSince(int at, long time) {
    long second = Math.floorDiv(time, SECOND);
    long seen = glances[at] >> CELL_BITS;
    return seen == second ? members[at].lastSeen() >= time : seen > second;
  }

  /** Returns how many members are in each cell, by {@link Population#count}. */
  int[] count(int given) {
    int[] counts = new int[Population.CELLS];
    for (int i = 0; i < size; i++) {
      counts[((int) glances[i] & CELL) | given]++;
    }
    return counts;
  }

  /** Returns the second at which a member was seen last, and its cell. */
  private static long glance(Member member) {
    return (Math.floorDiv(member.lastSeen(), SECOND) << CELL_BITS) | Population.cell(member);
  }

  private int find(long id) {
    int low = 0;
    int high = size - 1;
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
