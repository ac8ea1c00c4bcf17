package dev.weir.store.redis;

import dev.weir.cohort.Cohort;

/**
 * Spreads cohorts, accounts and claims over a few groups of keys that are changed together. Each
 * has a tag, and so a slot, of its own; the slots lie evenly apart, so that the masters of a
 * cluster get equal shares.
 */
final class Shards {
  /**
   * How many there are. Part of the stored keys. More would spread finer, but each is asked for
   * changes twice a second by each replica.
   */
  static final int COUNT = 16;

  private static final int BITS = Integer.numberOfTrailingZeros(COUNT);

  /** 2^64 divided by the golden ratio: the high bits of a product with it depend on all bits. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /** Those of all tags whose slots are nearest to the 512th, the 1,536th, and so on. */
  private static final int[] TAGS = {
    5992, 5752, 3639, 3367, 6082, 5810, 14687, 2213, 2057, 3697, 10712, 7532, 5332, 1791, 6618, 6378
  };

  private Shards() {}

  /** Returns the tag of all keys of a shard. */
  static int tag(int shard) {
    return TAGS[shard];
  }

  /** Returns the shard that has a cohort. */
  static int of(Cohort.Key key) {
    return of(key.value());
  }

  /** Returns the shard that has what a hash stands for. */
  static int of(long hash) {
    return high(hash, BITS);
  }

  /** Returns so many bits that depend on all of a hash; the first of them are the shard. */
  static int high(long hash, int bits) {
    return (int) ((hash * SPREAD) >>> (Long.SIZE - bits));
  }
}
