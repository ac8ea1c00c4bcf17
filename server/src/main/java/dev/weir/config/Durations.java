package dev.weir.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Durations as people write them: {@code 500us}, {@code 5ms}, {@code 10s}, {@code 1m}, {@code 2h},
 * {@code 7d}.
 */
public final class Durations {
  /** Nanoseconds of each unit, the longest first. */
  private static final Map<String, Long> UNITS = new LinkedHashMap<>();

  static {
    UNITS.put("d", 86_400_000_000_000L);
    UNITS.put("h", 3_600_000_000_000L);
    UNITS.put("m", 60_000_000_000L);
    UNITS.put("s", 1_000_000_000L);
    UNITS.put("ms", 1_000_000L);
    UNITS.put("us", 1_000L);
    UNITS.put("ns", 1L);
  }

  private Durations() {}

  /**
   * Returns the duration that {@code text} states: a whole number, at least 0, and a unit.
   *
   * @throws IllegalArgumentException where it states none, or one of more than 292 years
   */
  public static Duration parse(String text) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    Long unit = UNITS.get(text.substring(digits).strip());
    if (unit == null) {
      throw new IllegalArgumentException("no unit");
    }
    try {
      return Duration.ofNanos(Math.multiplyExact(Long.parseLong(text.substring(0, digits)), unit));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("too long", e);
    }
  }

  /** Returns a duration in the longest unit that states it as a whole number. */
  public static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
      if (nanos % unit.getValue() == 0) {
        return nanos / unit.getValue() + unit.getKey();
      }
    }
    throw new AssertionError("nanoseconds state every duration");
  }
}
