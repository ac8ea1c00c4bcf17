package dev.weir.simulate;

/** How busy the hours of a week are, 1 on average. */
enum Week {
  /** People after work, and a little at it. */
  PRIVATE(0.9, 1.25, 19, 6),
  /** People at work. */
  OFFICE(1.25, 0.35, 14, 5),
  /** Programs that serve people. */
  SERVICE(1.06, 0.85, 15, 9),
  /** Programs that serve nobody who sleeps. */
  CONSTANT(1, 1, 0, 0);

  private static final int HOURS = 168;
  private static final long HOUR = 3_600_000;

  /** The epoch began on a Thursday; weeks begin on Mondays here. */
  private static final int THURSDAY = 72;

  private static final int WORKDAYS = 120;
  private static final double FLOOR = 0.06;

  // Written by the constructor alone.
  @SuppressWarnings("ImmutableEnumChecker")
  private final double[] weights = new double[HOURS];

  Week(double workday, double weekend, int peak, double width) {
    double sum = 0;
    for (int hour = 0; hour < HOURS; hour++) {
      double day = hour < WORKDAYS ? workday : weekend;
      int distance = Math.abs(hour % 24 - peak);
      double off = Math.min(distance, 24 - distance);
      double bell = width == 0 ? 1 : FLOOR + StrictMath.exp(-off * off / (2 * width * width));
      weights[hour] = day * bell;
      sum += weights[hour];
    }
    for (int hour = 0; hour < HOURS; hour++) {
      weights[hour] *= HOURS / sum;
    }
  }

  /** Returns how busy it is at a time, where clocks are so many hours ahead of UTC. */
  double at(long time, int zone) {
    return weights[(int) Math.floorMod(Math.floorDiv(time, HOUR) + THURSDAY + zone, (long) HOURS)];
  }
}
