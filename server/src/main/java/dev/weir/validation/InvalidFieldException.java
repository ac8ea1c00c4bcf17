package dev.weir.validation;

import java.util.List;

/**
 * Something outside sent a value that is not valid. Says which field, what was expected, and what
 * was found.
 */
public final class InvalidFieldException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private static final int LONGEST_SHOWN = 64;

  private final String field;
  private final String expected;

  /**
   * Describes one wrong value.
   *
   * @param field its path, such as {@code network.ip}
   * @param expected what would have been valid
   * @param found what was there; shortened where it is long
   */
  public InvalidFieldException(String field, String expected, Object found) {
    this(field, expected, shown(found));
  }

  /** The same, where what was found is words already, and no value. */
  private InvalidFieldException(String field, String expected, String found) {
    super(field + ": " + found + " (expected: " + expected + ")");
    this.field = field;
    this.expected = expected;
  }

  /** Returns that not exactly one of some fields is set. The first of them is the wrong one. */
  static InvalidFieldException notOne(List<String> fields, List<String> set) {
    return new InvalidFieldException(
        fields.getFirst(),
        "exactly one of " + listed(fields),
        set.isEmpty() ? "none is set" : listed(set) + " are set");
  }

  private static String listed(List<String> names) {
    int last = names.size() - 1;
    return String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /** Returns the path of the field. */
  public String field() {
    return field;
  }

  /** Returns what would have been valid. */
  public String expected() {
    return expected;
  }

  private static String shown(Object found) {
    if (!(found instanceof CharSequence text)) {
      return String.valueOf(found);
    }
    StringBuilder shown = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), LONGEST_SHOWN); i++) {
      char c = text.charAt(i);
      // Control characters of a caller must not reach a terminal or a log line.
      shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return shown.append(text.length() > LONGEST_SHOWN ? "…\"" : "\"").toString();
  }
}
