package dev.weir.cohort;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells who is behind a proxy: who comes from so many networks in a day as only its exits are, by
 * linear counting (Whang, Vander-Zanden and Taylor, 1990) in 32 bits for each account, in a table
 * of fixed size. Where there is no place, one account takes another's, and is counted anew.
 * Thread-safe.
 */
final class Networks {
  private static final int DAY_BITS = 12;
  private static final long BITS = 0xffff_ffffL;

  /** As many as nine networks set, on average. */
  private static final int MANY = 8;

  private final AtomicLongArray table;
  private final int mask;

  /**
   * Creates a table of nobody.
   *
   * @param places how many accounts are remembered, 8 bytes each; a power of 2
   */
  Networks(int places) {
    if (Integer.bitCount(places) != 1) {
      throw new IllegalArgumentException("places: " + places + " (expected: a power of 2)");
    }
    this.table = new AtomicLongArray(places);
    this.mask = places - 1;
  }

  /**
   * Adds that an account was seen from a network, and returns whether it is behind a proxy on that
   * day: it comes from many, or was known to be on one of them.
   *
   * @param network a hash of it
   * @param proxied whether that is known to be a proxy's
   */
  boolean add(long account, long network, boolean proxied, int day) {
    long mixed = SightingFilter.mix(account);
    long whose =
        (((mixed >>> Integer.SIZE) << DAY_BITS) | (day & ((1 << DAY_BITS) - 1))) << Integer.SIZE;
    long bit = proxied ? BITS : 1L << (SightingFilter.mix(network) & (Integer.SIZE - 1));
    long seen =
        table.accumulateAndGet(
            (int) mixed & mask,
            whose | bit,
            (held, now) -> (held & ~BITS) == whose ? held | bit : now);
    return Long.bitCount(seen & BITS) >= MANY;
  }
}
