package dev.weir.simulate;

import java.util.SplittableRandom;

/** Draws from distributions. By {@code StrictMath}, so that every machine draws the same. */
final class Draw {
  private Draw() {}

  /** Returns a log-normal value with the mean {@code mean}; {@code sigma} is of its logarithm. */
  static double logNormal(SplittableRandom random, double mean, double sigma) {
    return mean * StrictMath.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
  }

  /**
   * Returns a gamma value with the mean 1 (Marsaglia and Tsang, "A simple method for generating
   * gamma variables", 2000).
   */
  static double gamma(SplittableRandom random, double shape) {
    if (shape < 1) {
      double boost = StrictMath.pow(1 - random.nextDouble(), 1 / shape);
      return gamma(random, shape + 1) * (shape + 1) / shape * boost;
    }
    double d = shape - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      v = v * v * v;
      if (v > 0
          && StrictMath.log(1 - random.nextDouble())
              < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
        return d * v / shape;
      }
    }
  }

  /** Returns a whole number from 1 on with the mean {@code mean}, geometrically. */
  static int turns(SplittableRandom random, double mean) {
    if (mean <= 1) {
      return 1;
    }
    double turns = StrictMath.log(1 - random.nextDouble()) / StrictMath.log(1 - 1 / mean);
    return 1 + (int) Math.min(turns, 200);
  }

  /** Returns an index below {@code count}; the first are the most popular, as Zipf found. */
  static int popular(SplittableRandom random, int count) {
    // The inverse of the continuous form of 1/x on [1, count + 1).
    return (int) StrictMath.pow(count + 1.0, random.nextDouble()) - 1;
  }

  /** Returns whether something happens that happens in a {@code share} of all cases. */
  static boolean happens(SplittableRandom random, double share) {
    return random.nextDouble() < share;
  }
}
