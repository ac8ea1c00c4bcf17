package dev.weir.cohort;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How accounts answered, as one replica knows it. Thread-safe; finding one takes no lock. Bounded:
 * those of longest ago are forgotten first, and are then asked anew.
 *
 * <p>Answers are looked up for each member of each cohort that is assessed, in the order of their
 * ids, and most members of a large cohort were asked: the same few are asked for all cohorts. So
 * they are kept in the order of ids as well, next to each other, in a table with linear probing
 * whose places are the ids' highest bits. A map of boxed ids waited for memory several times for
 * each. The ids are hashes under a secret key, so nobody can make them collide.
 */
final class Answers {
  private static final int MOST = 1_000_000;
  private static final int BITS = 1 << 20;
  private static final int FIRST_PLACES = 1 << 10;

  /** Most accounts that call were never asked. */
  private final HashFilter asked = new HashFilter(BITS);

  /** At most half full. Read by all; it and what is in it are changed under this one's lock. */
  private volatile AtomicReferenceArray<@Nullable Answer> table =
      new AtomicReferenceArray<>(FIRST_PLACES);

  private volatile int size;

  /** Returns how an account answered; null if it was never asked, as far as is remembered. */
  @Nullable Answer find(long account) {
    if (!asked.mayHave(account)) {
      return null;
    }
    AtomicReferenceArray<@Nullable Answer> all = table;
    Answer there = all.get(place(account, all));
    // What was empty may have been taken by another account since.
    return there != null && there.account() == account ? there : null;
  }

  /** Adds what is known of an account. */
  synchronized void add(Answer answer) {
    asked.add(answer.account());
    AtomicReferenceArray<@Nullable Answer> all = table;
    int place = place(answer.account(), all);
    Answer known = all.get(place);
    all.set(place, known == null ? answer : known.merge(answer));
    if (known != null) {
      return;
    }
    size++;
    if (size > MOST) {
      forget();
    } else if (size > all.length() / 2) {
      rebuild(all.length() * 2, Long.MIN_VALUE);
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Forgets the tenth that was changed longest ago. */
  private void forget() {
    long[] times = new long[size];
    int count = 0;
    for (int i = 0; i < table.length(); i++) {
      Answer answer = table.get(i);
      if (answer != null) {
        times[count++] = answer.changedAt();
      }
    }
    Arrays.sort(times);
    rebuild(table.length(), times[times.length / 10]);
  }

  /**
   * Makes a table of those that were changed after a time. Who still reads the one before misses
   * only what is added from now on.
   */
  private void rebuild(int places, long after) {
    AtomicReferenceArray<@Nullable Answer> before = table;
    AtomicReferenceArray<@Nullable Answer> all = new AtomicReferenceArray<>(places);
    int kept = 0;
    for (int i = 0; i < before.length(); i++) {
      Answer answer = before.get(i);
      if (answer != null && answer.changedAt() > after) {
        all.set(place(answer.account(), all), answer);
        kept++;
      }
    }
    size = kept;
    table = all;
  }

  /** Returns where an account's answer is or, if there is none, would be. */
  private static int place(long account, AtomicReferenceArray<@Nullable Answer> all) {
    int mask = all.length() - 1;
    int place = (int) (account >>> (Long.SIZE - Integer.numberOfTrailingZeros(all.length())));
    for (Answer there = all.get(place);
        there != null && there.account() != account;
        there = all.get(place)) {
      place = (place + 1) & mask;
    }
    return place;
  }
}
