package dev.weir.load;

import dev.weir.cli.CommandFailure;
import java.time.Duration;

/** Says of an option's value that it is not within its bounds. */
final class Bounds {
  private Bounds() {}

  /**
   * Checks a number.
   *
   * @throws CommandFailure where it is not from 1 to {@code most}
   */
  static void within(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw CommandFailure.usage(option + ": " + value + " (expected: from 1 to " + most + ")");
    }
  }

  /**
   * Checks a length of time.
   *
   * @throws CommandFailure where it is not from {@code least} to {@code most}
   */
  static void within(String option, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw CommandFailure.usage(
          "%s: %d ms (expected: from %d ms to %d s)"
              .formatted(option, value.toMillis(), least.toMillis(), most.toSeconds()));
    }
  }
}
