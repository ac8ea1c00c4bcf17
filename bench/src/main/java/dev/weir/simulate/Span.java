package dev.weir.simulate;

/**
 * From when until when something goes on, and how busy it is in between.
 *
 * @param wave the length of a cycle in which all who share it work at the same times; 0 for none
 * @param busy the share of each cycle in which they work
 * @param peak when the most is done, such as a deadline; 0 for never
 */
record Span(long from, long until, long wave, double busy, long peak) {
  /** How much of what is done is done wherever a wave is, and how fast work grows to a peak. */
  private static final double OUTSIDE = 0.05;

  private static final double GROWTH_DAYS = 4;
  private static final double LEAST = 0.15;
  private static final double MOST = 5;

  /** Returns a span in which it is always as busy. */
  static Span always(long from, long until) {
    return new Span(from, until, 0, 1, 0);
  }

  /** Returns the same from another time on. */
  Span since(long later) {
    return new Span(Math.max(from, later), until, wave, busy, peak);
  }

  /** Returns how busy it is; 1 on average over waves. */
  double at(long time) {
    double weight = 1;
    if (wave > 0) {
      // Waves have the length of many steps, and each begins a little elsewhere in its cycle.
      long cycle = Math.floorDiv(time, wave);
      double phase = (double) Math.floorMod(time, wave) / wave;
      double begin = (Streams.mix(cycle) >>> 11) * 0x1.0p-53 * (1 - busy);
      boolean within = phase >= begin && phase < begin + busy;
      weight = within ? (1 - OUTSIDE * (1 - busy)) / busy : OUTSIDE;
    }
    if (peak > 0) {
      double days = (peak - time) / Rhythm.DAY;
      weight *= days < 0 ? LEAST : Math.max(LEAST, MOST * StrictMath.exp(-days / GROWTH_DAYS * 2));
    }
    return weight;
  }
}
