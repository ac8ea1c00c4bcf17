package dev.weir.client.fingerprint;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Takes a text apart into words, without what differs from one use of a template to the next: case,
 * white space and punctuation go; numbers, dates, mail addresses and ids all become one and the
 * same word, as does a run of several.
 *
 * <p>The rules are part of the fingerprint: a change of them changes every value. Confined to one
 * call.
 */
final class Words {
  /** Stands for whatever varies. */
  static final long VARIABLE = 0x9e37_79b9_7f4a_7c15L;

  // No word of a language is longer; random letters are.
  private static final int LONGEST = 32;
  private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
  private static final long FNV_PRIME = 0x0000_0100_0000_01b3L;

  private final LongConsumer words;

  // The token so far: words joined by connectors, such as "well-known" or "550e8400-e29b". Whether
  // it varies is known only
  // at its end.
  private long[] parts = new long[8];
  private int partCount;
  private long part = FNV_OFFSET;
  private int partLength;
  private boolean variable;
  private boolean lastWasVariable;

  private Words(LongConsumer words) {
    this.words = words;
  }

  /** Passes the hash of each word of {@code text} to {@code words}, in order. */
  static void of(String text, LongConsumer words) {
    String normal =
        Normalizer.isNormalized(text, Form.NFKC) ? text : Normalizer.normalize(text, Form.NFKC);
    new Words(words).read(normal);
  }

  private void read(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isWordByItself(c)) {
        endToken();
        emit((FNV_OFFSET ^ c) * FNV_PRIME);
      } else if (Character.isDigit(c)) {
        variable = true;
        partLength++;
      } else if (Character.isLetter(c) || isMark(c)) {
        part = (part ^ fold(c)) * FNV_PRIME;
        partLength++;
      } else if (c == '@' || c == '_' || c == '-') {
        variable |= c == '@' && partLength > 0;
        endPart();
      } else if (c == '.' && i < text.length() && Character.isLetterOrDigit(text.codePointAt(i))) {
        endPart(); // Inside a number, a name of a host or a mail address.
      } else {
        endToken();
      }
    }
    endToken();
  }

  private void endPart() {
    if (partLength > 0) {
      variable |= partLength > LONGEST;
      if (partCount == parts.length) {
        parts = Arrays.copyOf(parts, partCount * 2);
      }
      parts[partCount++] = part;
      part = FNV_OFFSET;
      partLength = 0;
    }
  }

  private void endToken() {
    endPart();
    if (variable) {
      if (!lastWasVariable) {
        emit(VARIABLE);
      }
      lastWasVariable = true;
    } else {
      for (int i = 0; i < partCount; i++) {
        emit(parts[i]);
      }
    }
    partCount = 0;
    variable = false;
  }

  private void emit(long word) {
    lastWasVariable = false;
    words.accept(word);
  }

  /** Folds case, as for a comparison that ignores it. */
  private static int fold(int c) {
    return c < 128
        ? (c >= 'A' && c <= 'Z' ? c + 32 : c)
        : Character.toLowerCase(Character.toUpperCase(c));
  }

  /** Returns whether a script writes no spaces, so that each character is taken for a word. */
  private static boolean isWordByItself(int c) {
    if (c < 0x0e00) {
      return false;
    }
    Character.UnicodeScript script = Character.UnicodeScript.of(c);
    return Character.isLetter(c)
        && switch (script) {
          case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
          default -> false;
        };
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }
}
