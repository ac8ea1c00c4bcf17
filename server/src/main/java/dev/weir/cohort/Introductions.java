package dev.weir.cohort;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts how often each account was seen with something new today, in a table of fixed size: where
 * there is no place, one account takes another's, which begins anew. Thread-safe.
 */
final class Introductions {
  private static final int COUNT_BITS = 16;
  private static final int DAY_BITS = 16;
  private static final int MOST = (1 << COUNT_BITS) - 1;

  private final AtomicLongArray table;
  private final int mask;

  /**
   * Creates a table of nobody.
   *
   * @param places how many accounts are remembered, 8 bytes each; a power of 2
   */
  Introductions(int places) {
    if (Integer.bitCount(places) != 1) {
      throw new IllegalArgumentException("places: " + places + " (expected: a power of 2)");
    }
    this.table = new AtomicLongArray(places);
    this.mask = places - 1;
  }

  /** Counts one more, and returns how many there are on that day; 65,535 for more than that. */
  int add(long account, int day) {
    long mixed = SightingFilter.mix(account);
    int place = (int) mixed & mask;
    long whose = (((mixed >>> Integer.SIZE) << DAY_BITS) | (day & 0xffff)) << COUNT_BITS;
    long next =
        table.accumulateAndGet(
            place,
            whose,
            (held, now) ->
                (held & ~MOST) != now ? now + 1 : (held & MOST) == MOST ? held : held + 1);
    return (int) next & MOST;
  }
}
