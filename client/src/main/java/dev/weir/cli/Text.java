package dev.weir.cli;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Puts values into words and tables. */
public final class Text {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9,.]*");

  private Text() {}

  /**
   * Returns {@code text} without control characters: what a caller chose must not steer the
   * terminal of the operator who reads it.
   */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /**
   * Returns a duration in words, rounded up to the next unit shown, such as {@code 2 minutes 5
   * seconds}.
   */
  static String words(Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      long millis = (duration.toNanos() + 999_999) / 1_000_000;
      return plural(millis, "millisecond");
    }
    long seconds = duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
    long[] amounts = {seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60};
    String[] units = {"day", "hour", "minute", "second"};
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < amounts.length && parts.size() < 2; i++) {
      if (amounts[i] > 0) {
        parts.add(plural(amounts[i], units[i]));
      } else if (!parts.isEmpty()) {
        break;
      }
    }
    return String.join(" ", parts);
  }

  /** Returns a number and its unit, such as {@code 1 day} or {@code 2 days}. */
  public static String plural(long amount, String unit) {
    return number(amount) + " " + unit + (amount == 1 ? "" : "s");
  }

  /** Returns a number with its thousands apart. The contract's uint64 are read unsigned. */
  public static String number(long number) {
    return number < 0 ? Long.toUnsignedString(number) : String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns a timestamp as RFC 3339, or {@code otherwise} where it is not set. */
  static String time(boolean set, Timestamp timestamp, String otherwise) {
    return set ? Timestamps.toString(timestamp) : otherwise;
  }

  /**
   * Returns rows in aligned columns, each line indented by two spaces. Columns of numbers, where
   * {@code -} stands for none, are flush right.
   *
   * @param rows the first is the heading; all as long as it
   */
  public static List<String> table(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      int column = c;
      List<String> cells = rows.stream().skip(1).map(row -> row.get(column)).toList();
      numeric[c] =
          cells.stream().anyMatch(cell -> NUMBER.matcher(cell).matches())
              && cells.stream().allMatch(Text::isNumberOrNone);
      widths[c] = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String padding = " ".repeat(widths[c] - row.get(c).length());
        line.append("  ").append(numeric[c] ? padding + row.get(c) : row.get(c) + padding);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static boolean isNumberOrNone(String cell) {
    return cell.equals("-") || NUMBER.matcher(cell).matches();
  }
}
