package dev.weir.load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How much is asked, and for how long.
 *
 * @param rate checks a second, at least 1
 * @param warmUp how long the same is asked before anything is measured; may be zero
 * @param duration how long is measured
 * @param maxInFlight how many calls may be unanswered at once; what would be one more is not sent
 * @param budget within which an answer is in time
 * @param deadline after which a call is given up
 */
record LoadPlan(
    int rate,
    Duration warmUp,
    Duration duration,
    int maxInFlight,
    Duration budget,
    Duration deadline) {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Returns how many checks fall into a time. */
  long checks(Duration time) {
    return Math.multiplyExact(time.toMillis(), rate) / 1_000;
  }

  /** Returns when a check is to be sent, in nanoseconds after the first one. */
  long offset(long check) {
    return check / rate * SECOND + check % rate * SECOND / rate;
  }
}
