package dev.weir.store.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entries by key, each with a moment from which it is of no use. Not thread-safe: confined to its
 * stripe.
 *
 * <p>Nothing runs in the background: each entry that is added makes the next {@link #tidy} look at
 * four others, in turn, and drop the expired. So an expired entry stays for at most as many
 * additions as a third of the table, and a table that nothing is added to does not grow; whoever
 * wants it to shrink says so by {@link #tidy(long, int)}. The keys come from outside, so they are
 * in a {@link HashMap}, which stays fast when somebody makes them collide.
 */
final class ExpiringTable<E extends ExpiringTable.Entry> {
  /**
   * How far a clock may go back and still find everything: expired entries are kept this much
   * longer.
   */
  static final long SLACK_MILLIS = 60_000;

  private static final int LOOKED_AT_PER_ADDITION = 4;
  private static final int SAMPLE = 8;

  private final Population population;
  private final Map<String, E> byKey = new HashMap<>();

  /** All entries, in no order; each knows its place. */
  private final List<E> all = new ArrayList<>();

  private int hand;
  private int toLookAt;

  ExpiringTable(Population population) {
    this.population = population;
  }

  /** Something that expires. */
  abstract static class Entry {
    private final String key;
    private int place;

    Entry(String key) {
      this.key = key;
    }

    final String key() {
      return key;
    }

    /** Returns the epoch millisecond from which it is of no use. */
    abstract long expiresAt();

    /** Drops parts of it that expired before {@code before}. */
    void tidy(long before) {}
  }

  @Nullable E get(String key) {
    return byKey.get(key);
  }

  /** Adds an entry, in place of one with the same key. */
  void put(E entry) {
    E other = byKey.put(entry.key(), entry);
    if (other == null) {
      place(entry, all.size());
      population.grew();
      toLookAt += LOOKED_AT_PER_ADDITION;
    } else {
      place(entry, ((Entry) other).place);
    }
  }

  @Nullable E remove(String key) {
    E entry = byKey.remove(key);
    if (entry != null) {
      int gap = ((Entry) entry).place;
      E last = all.removeLast();
      if (gap < all.size()) {
        place(last, gap);
      }
      population.shrank();
    }
    return entry;
  }

  /** Drops what expired of so many entries, in turn, or of all where there are fewer. */
  void tidy(long now, int entries) {
    toLookAt = Math.max(toLookAt, Math.min(entries, all.size()));
    tidy(now);
  }

  /**
   * Drops some of what expired, and, where there are more entries than there may be, what will
   * expire soonest.
   */
  void tidy(long now) {
    long before = now - SLACK_MILLIS;
    for (; toLookAt > 0 && !all.isEmpty(); toLookAt--) {
      E entry = next();
      if (entry.expiresAt() <= before) {
        remove(entry.key());
      } else {
        entry.tidy(before);
        hand++;
      }
    }
    while (population.isOver() && !all.isEmpty()) {
      remove(soonestOfASample().key());
      population.evicted();
    }
  }

  private E soonestOfASample() {
    E soonest = next();
    for (int i = 0; i < SAMPLE; i++) {
      E entry = next();
      if (entry.expiresAt() < soonest.expiresAt()) {
        soonest = entry;
      }
      hand++;
    }
    return soonest;
  }

  private E next() {
    if (hand >= all.size()) {
      hand = 0;
    }
    return all.get(hand);
  }

  private void place(E entry, int place) {
    ((Entry) entry).place = place;
    if (place == all.size()) {
      all.add(entry);
    } else {
      all.set(place, entry);
    }
  }
}
