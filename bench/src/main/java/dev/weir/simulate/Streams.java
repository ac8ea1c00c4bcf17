package dev.weir.simulate;

import java.util.SplittableRandom;

/**
 * Names streams of random numbers: the same seed, label and index give the same stream, whatever
 * else there is.
 */
record Streams(long seed) {
  private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
  private static final long FNV_PRIME = 0x0000_0100_0000_01b3L;
  private static final int ID_LENGTH = 12;
  private static final int RADIX = 36;

  /** Returns the stream of the {@code index}th of those that {@code label} names. */
  SplittableRandom of(String label, long index) {
    return new SplittableRandom(value(label, index));
  }

  /** Returns 64 random bits that stay the same. */
  long value(String label, long index) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < label.length(); i++) {
      hash = (hash ^ label.charAt(i)) * FNV_PRIME;
    }
    return mix(mix(seed ^ hash) + index);
  }

  /** Returns an identifier that tells nothing of whose it is. */
  String id(String prefix, String label, long index) {
    return prefix + opaque(value(label, index));
  }

  /** Returns a number as a text of a fixed length. */
  static String opaque(long value) {
    char[] text = new char[ID_LENGTH];
    long rest = value;
    for (int i = 0; i < ID_LENGTH; i++) {
      text[i] = Character.forDigit((int) Long.remainderUnsigned(rest, RADIX), RADIX);
      rest = Long.divideUnsigned(rest, RADIX);
    }
    return new String(text);
  }

  /** Spreads the bits of a number: the finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  static long mix(long value) {
    long z = value + 0x9e37_79b9_7f4a_7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return z ^ (z >>> 31);
  }
}
