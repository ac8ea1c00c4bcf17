package dev.weir.limit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Decision ids: ULIDs (48 bits of milliseconds, then 80 bits) whose first 16 random bits carry the
 * {@link HashTag} under which the decision's reservations are kept, so that any replica can settle
 * them knowing nothing but the id.
 */
public final class DecisionId {
  private static final int LENGTH = 26;
  private static final byte[] ALPHABET =
      "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(StandardCharsets.ISO_8859_1);

  /** The value of each ASCII character as a digit, -1 where it is none. */
  private static final byte[] DIGITS = digits();

  private DecisionId() {}

  /**
   * Returns a new id.
   *
   * @param now epoch milliseconds
   * @param tag in [0, {@link HashTag#COUNT})
   * @param random where the other 66 bits come from
   */
  public static String create(long now, int tag, RandomGenerator random) {
    int noise = random.nextInt() & 0x3;
    long high = (now << 16) | ((long) noise << 14) | tag;
    return encode(high, random.nextLong());
  }

  /** Returns the tag inside {@code id}, or -1 where it is not a decision id. */
  public static int tag(String id) {
    if (id.length() != LENGTH || id.charAt(0) > '7') {
      return -1;
    }
    long high = 0;
    // 26 characters of 5 bits hold 130 bits, the first two of them 0: characters 0 to 12 hold the
    // upper 63 bits.
    for (int i = 0; i < LENGTH; i++) {
      int digit = digit(id.charAt(i));
      if (digit < 0) {
        return -1;
      }
      if (i < 13) {
        high = (high << 5) | digit;
      }
    }
    return (int) ((high << 1) | (digit(id.charAt(13)) >>> 4)) & (HashTag.COUNT - 1);
  }

  private static String encode(long high, long low) {
    byte[] text = new byte[LENGTH];
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = ALPHABET[(int) (low & 31)];
      low = (low >>> 5) | (high << 59);
      high >>>= 5;
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static int digit(char c) {
    return c < DIGITS.length ? DIGITS[c] : -1;
  }

  private static byte[] digits() {
    byte[] digits = new byte[128];
    Arrays.fill(digits, (byte) -1);
    for (int i = 0; i < ALPHABET.length; i++) {
      digits[ALPHABET[i]] = (byte) i;
    }
    return digits;
  }
}
