package dev.weir.cli;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.weir.v1.Account;
import dev.weir.v1.Cohort;
import dev.weir.v1.Verification;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values that options give. */
final class Converters {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private Converters() {}

  static void register(CommandLine commandLine) {
    commandLine.registerConverter(Duration.class, Converters::duration);
    commandLine.registerConverter(Timestamp.class, Converters::timestamp);
    commandLine.registerConverter(Account.Status.class, text -> named(text, Account.Status.class));
    commandLine.registerConverter(Cohort.State.class, Converters::held);
    commandLine.registerConverter(
        Verification.Level.class, text -> named(text, Verification.Level.class));
    commandLine.registerConverter(int.class, Converters::integer);
    commandLine.registerConverter(Integer.class, Converters::integer);
    commandLine.registerConverter(long.class, Converters::whole);
    commandLine.registerConverter(Long.class, Converters::whole);
    commandLine.registerConverter(double.class, Converters::number);
    commandLine.registerConverter(Double.class, Converters::number);
  }

  /** Reads how many, where none makes no sense. */
  static final class AtLeastOne implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        int number = Integer.parseInt(text);
        if (number >= 1) {
          return number;
        }
      } catch (NumberFormatException e) {
        // The same is to be said of what is no number and of what is too large.
      }
      throw new TypeConversionException(
          Text.clean(text) + " (expected: a whole number from 1 to " + Integer.MAX_VALUE + ")");
    }
  }

  private static int integer(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw notWhole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
  }

  private static long whole(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw notWhole(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(Text.clean(text) + " (expected: a number)");
    }
  }

  private static TypeConversionException notWhole(String text, long least, long most) {
    // The bounds of a type are news only to who passed them.
    String bounds = WHOLE_NUMBER.matcher(text).matches() ? " from " + least + " to " + most : "";
    return new TypeConversionException(
        Text.clean(text) + " (expected: a whole number" + bounds + ")");
  }

  /**
   * Reads the name of a constant, in any case. The first constant, which says that there is none,
   * is not one.
   */
  private static <E extends Enum<E>> E named(String text, Class<E> type) {
    return named(text, constants(type));
  }

  /** Reads a state of which cohorts are listed. */
  private static Cohort.State held(String text) {
    return named(
        text,
        constants(Cohort.State.class).stream()
            .filter(state -> state != Cohort.State.OBSERVED)
            .toList());
  }

  private static <E extends Enum<E>> List<E> constants(Class<E> type) {
    return Stream.of(type.getEnumConstants())
        .skip(1)
        .filter(constant -> !constant.name().equals("UNRECOGNIZED"))
        .toList();
  }

  private static <E extends Enum<E>> E named(String text, List<E> constants) {
    for (E constant : constants) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new TypeConversionException(
        Text.clean(text)
            + " (expected: "
            + constants.stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "))
            + ")");
  }

  /** Returns {@code count}, which is at least 0. */
  static long count(String option, long count) {
    if (count < 0) {
      throw CommandFailure.usage(option + ": " + count + " (expected: 0 or more)");
    }
    return count;
  }

  /** Reads {@code 500ms}, {@code 10s}, {@code 5m}, {@code 12h} or {@code 7d}. */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      long unit = MILLIS.getOrDefault(matcher.group(2), 0L);
      if (amount > 0 && amount <= Long.MAX_VALUE / 1_000_000 / unit) {
        return Duration.ofMillis(amount * unit);
      }
    }
    throw new TypeConversionException(
        Text.clean(text) + " (expected: a number above 0 and ms, s, m, h or d, such as 30s or 7d)");
  }

  /** Reads RFC 3339, such as {@code 2027-01-31T12:00:00Z}, or a date, which begins at 00:00 UTC. */
  static Timestamp timestamp(String text) {
    try {
      return Timestamps.parse(DATE.matcher(text).matches() ? text + "T00:00:00Z" : text);
    } catch (ParseException e) {
      throw new TypeConversionException(
          Text.clean(text) + " (expected: a time such as 2027-01-31T12:00:00Z, or a date)");
    }
  }
}
