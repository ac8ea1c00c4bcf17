package dev.weir.replay;

/**
 * Gives the same string for the same characters again, as long as it has room: for what has few
 * values, such as models and clients. A string that is there already costs no memory and knows its
 * hash code. What was said last takes the place of what was said before. Not thread-safe.
 */
final class RepeatedText {
  /**
   * No more than a processor's cache holds: a string that must be fetched costs more than a new
   * one.
   */
  private static final int PLACES = 1 << 11;

  /** What is longer is mostly said once. */
  private static final int LONGEST = 128;

  private final String[] held = new String[PLACES];

  /** Returns the string of {@code length} characters from {@code start} on. */
  String of(char[] text, int start, int length) {
    if (length > LONGEST) {
      return new String(text, start, length);
    }
    int place = place(text, start, length);
    String known = held[place];
    if (known != null && isEqual(known, text, start, length)) {
      return known;
    }
    String made = new String(text, start, length);
    held[place] = made;
    return made;
  }

  private static int place(char[] text, int start, int length) {
    int hash = 0;
    for (int i = start; i < start + length; i++) {
      hash = 31 * hash + text[i];
    }
    // Of names that end in a number, the last bits alone would be too much alike.
    return (hash ^ (hash >>> 15)) & (PLACES - 1);
  }

  private static boolean isEqual(String known, char[] text, int start, int length) {
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != text[start + i]) {
        return false;
      }
    }
    return true;
  }
}
