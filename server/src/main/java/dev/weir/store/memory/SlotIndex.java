package dev.weir.store.memory;

import dev.weir.cohort.Cohort;
import dev.weir.store.memory.CohortTable.Slot;
import org.jspecify.annotations.Nullable;

/**
 * Finds slots by their cohorts' keys. A table with linear probing, at most half full, and without
 * an object for each: most look-ups are of what is not in it, and wait for memory once. Values are
 * hashes under a secret key, so nobody can make them collide. Not thread-safe.
 */
final class SlotIndex {
  private static final int FIRST_PLACES = 1 << 10;
  private static final long EMPTY = 0;

  private long[] values = new long[FIRST_PLACES];
  private @Nullable Slot[] slots = new Slot[FIRST_PLACES];
  private int size;

  /** Returns the slot of a cohort; null if it is not here. */
  @Nullable Slot find(Cohort.Key key) {
    return slots[at(key)];
  }

  /** Reads what {@link #find} is about to look at, and returns anything that depends on it. */
  long fetch(Cohort.Key key) {
    return values[home(stored(key))];
  }

  /** Adds a slot, in place of one with the same key. */
  void put(Slot slot) {
    int at = at(slot.key());
    size += slots[at] == null ? 1 : 0;
    values[at] = stored(slot.key());
    slots[at] = slot;
    if (size > values.length / 2) {
      grow();
    }
  }

  /** Removes a slot, if it is here, and closes the gap: those that it had pushed on move back. */
  void remove(Cohort.Key key) {
    int gap = at(key);
    if (slots[gap] == null) {
      return;
    }
    int mask = values.length - 1;
    for (int at = (gap + 1) & mask; values[at] != EMPTY; at = (at + 1) & mask) {
      int pushed = (at - home(values[at])) & mask;
      if (pushed >= ((at - gap) & mask)) {
        values[gap] = values[at];
        slots[gap] = slots[at];
        gap = at;
      }
    }
    values[gap] = EMPTY;
    slots[gap] = null;
    size--;
  }

  int size() {
    return size;
  }

  private void grow() {
    @Nullable Slot[] before = slots;
    values = new long[before.length * 2];
    slots = new Slot[before.length * 2];
    for (Slot slot : before) {
      if (slot != null) {
        int at = at(slot.key());
        values[at] = stored(slot.key());
        slots[at] = slot;
      }
    }
  }

  /** Returns where a cohort is or, if it is not here, would be. */
  private int at(Cohort.Key key) {
    long value = stored(key);
    int mask = values.length - 1;
    int at = home(value);
    while (values[at] != EMPTY && !(values[at] == value && isAt(at, key))) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private boolean isAt(int at, Cohort.Key key) {
    Slot slot = slots[at];
    return slot != null && slot.key().equals(key);
  }

  private int home(long stored) {
    long mixed = stored * 0x9e37_79b9_7f4a_7c15L;
    return (int) (mixed >>> (Long.SIZE - Integer.numberOfTrailingZeros(values.length)));
  }

  private static long stored(Cohort.Key key) {
    return key.value() == EMPTY ? ~EMPTY : key.value();
  }
}
