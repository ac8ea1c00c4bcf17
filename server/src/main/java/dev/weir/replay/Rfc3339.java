package dev.weir.replay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * Reads times as traces write them: {@code 2026-05-01T00:00:00.000Z}. The spelling that front ends
 * write is read in a few dozen nanoseconds; every other that RFC 3339 knows goes to the JDK's
 * parser, which takes over a microsecond.
 */
final class Rfc3339 {
  static final String EXPECTED = "a time of RFC 3339, such as \"2026-05-01T00:00:00.000Z\"";

  private static final int DATE_AND_TIME = "2026-05-01T00:00:00".length();
  private static final int MILLIS_A_DAY = 86_400_000;

  private Rfc3339() {}

  /**
   * Returns epoch milliseconds; what is finer is cut off.
   *
   * @throws DateTimeException where {@code text} is no such time
   */
  static long millis(String text) {
    long millis = utc(text);
    return millis == Long.MIN_VALUE ? instant(text).toEpochMilli() : millis;
  }

  /**
   * Returns a time as it is written, to the nanosecond.
   *
   * @throws DateTimeException where {@code text} is no such time
   */
  static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  /**
   * Returns the milliseconds of a UTC time; {@link Long#MIN_VALUE} where it is spelled otherwise.
   */
  private static long utc(String text) {
    int end = text.length() - 1;
    if (end < DATE_AND_TIME
        || text.charAt(end) != 'Z'
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':') {
      return Long.MIN_VALUE;
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 7);
    int day = digits(text, 8, 10);
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    int second = digits(text, 17, 19);
    int fraction = end == DATE_AND_TIME ? 0 : fraction(text, end);
    if ((year | month | day | hour | minute | second | fraction) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return Long.MIN_VALUE;
    }
    try {
      long date = LocalDate.of(year, month, day).toEpochDay();
      return date * MILLIS_A_DAY + ((hour * 60 + minute) * 60 + second) * 1_000L + fraction;
    } catch (DateTimeException e) {
      return Long.MIN_VALUE;
    }
  }

  /** Returns milliseconds from the three, six or nine digits that protobuf writes; else -1. */
  private static int fraction(String text, int end) {
    int length = end - DATE_AND_TIME - 1;
    if (text.charAt(DATE_AND_TIME) != '.' || (length != 3 && length != 6 && length != 9)) {
      return -1;
    }
    int finer = digits(text, DATE_AND_TIME + 4, end);
    return finer < 0 ? -1 : digits(text, DATE_AND_TIME + 1, DATE_AND_TIME + 4);
  }

  /** Returns the number that digits spell; -1 where there is anything else. */
  private static int digits(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
