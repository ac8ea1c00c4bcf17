package dev.weir.simulate;

import java.util.SplittableRandom;

/**
 * When an account begins its sessions: a renewal process with gamma intervals, in a time that runs
 * faster where the account is busier. A {@code shape} below 1 makes bursts, 1 is Poisson, far above
 * 1 is the clockwork of a load balancer.
 *
 * @param week how busy each hour is, local to the account
 * @param zone the hours that its clocks are ahead of UTC
 * @param span when there is anything at all, and how busy
 * @param shape of the intervals
 * @param sigma how much the busyness wanders from one step to the next, as a logarithm
 * @param step how long a step is, in milliseconds
 */
record Rhythm(Week week, int zone, Span span, double shape, double sigma, long step) {
  /** How much of the busyness of one step is left in the next. */
  private static final double MEMORY = 0.95;

  /** A day is told by its sessions, so this is the unit of the rate. */
  static final double DAY = 86_400_000;

  /** Tells the next times of one account. */
  final class Clock {
    private final SplittableRandom random;
    private double level;
    private long slot = Long.MIN_VALUE;
    private double weight;

    Clock(SplittableRandom random) {
      this.random = random;
      this.level = random.nextGaussian();
    }

    /**
     * Returns when the next session begins.
     *
     * @param perDay how many sessions a day are meant, where all is as busy as on average
     * @return {@link Long#MAX_VALUE} where none begins before the span ends
     */
    long after(long time, double perDay) {
      return after(time, perDay, Draw.gamma(random, shape));
    }

    /** Returns the same for who has been at it for long, and is somewhere between two sessions. */
    long first(long time, double perDay) {
      double within = Draw.gamma(random, shape + 1) * (shape + 1) / shape;
      return after(time, perDay, within * random.nextDouble());
    }

    private long after(long time, double perDay, double intervals) {
      double owed = intervals * DAY / perDay;
      long at = Math.max(time, span.from());
      while (at < span.until()) {
        enter(at);
        long end = (slot + 1) * step;
        double runs = weight * (end - at);
        if (owed < runs) {
          long next = at + (long) (owed / weight) + 1;
          return next < span.until() ? next : Long.MAX_VALUE;
        }
        owed -= runs;
        at = end;
      }
      return Long.MAX_VALUE;
    }

    private void enter(long at) {
      long entered = Math.floorDiv(at, step);
      if (entered == slot) {
        return;
      }
      slot = entered;
      weight = week.at(at, zone) * span.at(at);
      if (sigma > 0) {
        level = MEMORY * level + StrictMath.sqrt(1 - MEMORY * MEMORY) * random.nextGaussian();
        weight *= StrictMath.exp(sigma * level - sigma * sigma / 2);
      }
    }
  }

  /** Returns the clock of one account. */
  Clock clock(SplittableRandom random) {
    return new Clock(random);
  }
}
