package dev.weir.simulate;

import java.util.SplittableRandom;

/**
 * A prompt's fixed part, as its bands: those in {@code shared} are the base's, the others its own.
 *
 * @param bits which of the bands are the base's
 */
record Template(long base, long own, int bits) {
  /** How many bands the client library computes by default, and of how many rows each. */
  static final int BANDS = 16;

  /** No fixed part: no bands. */
  static final Template NONE = new Template(0, 0, 0);

  private static final int ROWS = 5;
  private static final int ALL = (1 << BANDS) - 1;

  /** Returns a template that nothing else resembles. */
  static Template of(long seed) {
    return new Template(seed, seed, ALL);
  }

  /**
   * Returns a variant: each band agrees with a probability of {@code similarity} to the power of
   * its rows, as MinHash would have it.
   */
  Template variant(SplittableRandom random, double similarity) {
    double agrees = StrictMath.pow(similarity, ROWS);
    int agreeing = 0;
    for (int i = 0; i < BANDS; i++) {
      if (Draw.happens(random, agrees)) {
        agreeing |= 1 << i;
      }
    }
    return new Template(base, random.nextLong(), agreeing);
  }

  long band(int i) {
    long from = ((bits >>> i) & 1) == 1 ? base : own;
    return Streams.mix(from + 0x5851_f42d_4c95_7f2dL * (i + 1));
  }
}
