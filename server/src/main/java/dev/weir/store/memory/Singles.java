package dev.weir.store.memory;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.Member;
import org.jspecify.annotations.Nullable;

/**
 * Cohorts of one member each, of which nothing is held: nearly all that there are, since most of
 * what an account shows is its own. A table of fixed size and without an object for each, in sets
 * of a few places: where a set is full, the one that was not seen for longest makes room. Not
 * thread-safe.
 */
final class Singles {
  private static final int WAYS = 8;

  private final int sets;

  // By set, the one that was seen last first. What is empty has no member.
  private final long[] values;
  private final @Nullable String[] traits;
  private final @Nullable Member[] members;

  /**
   * Creates an empty table.
   *
   * @param most how many cohorts it holds at most; at least {@value #WAYS}
   */
  Singles(int most) {
    this.sets = most / WAYS;
    this.values = new long[sets * WAYS];
    this.traits = new String[values.length];
    this.members = new Member[values.length];
  }

  /** Returns the member of a cohort; null if it is not here. */
  @Nullable Member find(Cohort.Key key) {
    int at = at(key);
    return at < 0 ? null : members[at];
  }

  /** Takes a cohort out, and returns its member; null if it is not here. */
  @Nullable Member take(Cohort.Key key) {
    int at = at(key);
    if (at < 0) {
      return null;
    }
    Member member = members[at];
    int last = at | (WAYS - 1);
    move(at + 1, at, last - at);
    members[last] = null;
    return member;
  }

  /** Puts a cohort that is not here. */
  void put(Cohort.Key key, Member member) {
    int first = first(key);
    move(first, first + 1, WAYS - 1);
    values[first] = key.value();
    traits[first] = key.trait();
    members[first] = member;
  }

  private void move(int from, int to, int count) {
    System.arraycopy(values, from, values, to, count);
    System.arraycopy(traits, from, traits, to, count);
    System.arraycopy(members, from, members, to, count);
  }

  private int at(Cohort.Key key) {
    int first = first(key);
    for (int at = first; at < first + WAYS && members[at] != null; at++) {
      if (values[at] == key.value() && key.trait().equals(traits[at])) {
        return at;
      }
    }
    return -1;
  }

  /**
   * Values are hashes already; but whoever knows the key of none could not choose a set, either.
   */
  private int first(Cohort.Key key) {
    long mixed = key.value() * 0x9e37_79b9_7f4a_7c15L;
    return (int) Math.unsignedMultiplyHigh(mixed, sets) * WAYS;
  }
}
