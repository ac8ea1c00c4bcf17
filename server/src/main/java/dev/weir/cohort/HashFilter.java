package dev.weir.cohort;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells of most hashes that they were never added, by one read: a filter of Bloom (1970) with one
 * function, which takes the highest bits. A sample of many accounts has those with the smallest
 * hashes, so these are next to each other here. Nothing is ever taken out. Thread-safe.
 */
final class HashFilter {
  private final AtomicLongArray bits;
  private final int shift;

  /**
   * Creates a filter to which nothing was added.
   *
   * @param size in bits; a power of 2, and at least 64
   */
  HashFilter(int size) {
    if (Integer.bitCount(size) != 1 || size < Long.SIZE) {
      throw new IllegalArgumentException(
          "size: " + size + " (expected: a power of 2, at least 64)");
    }
    this.bits = new AtomicLongArray(size / Long.SIZE);
    this.shift = Long.SIZE - Integer.numberOfTrailingZeros(size);
  }

  /** Returns false only if a hash was never added. */
  boolean mayHave(long hash) {
    int bit = (int) (hash >>> shift);
    return (bits.get(bit / Long.SIZE) >>> bit & 1) != 0;
  }

  void add(long hash) {
    int bit = (int) (hash >>> shift);
    bits.accumulateAndGet(bit / Long.SIZE, 1L << bit, (old, set) -> old | set);
  }
}
