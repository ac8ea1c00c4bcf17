package dev.weir.simulate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Writes JSON into bytes, without an object for each value. Texts must be ASCII. */
final class JsonLine {
  private static final int FLUSH_AT = 1 << 16;
  private static final int LONGEST_NUMBER = 20;

  /** The numbers from 00 to 99, in two digits each. */
  private static final byte[] PAIRS = pairs();

  private final OutputStream out;
  private final byte[] digits = new byte[LONGEST_NUMBER];
  private byte[] buffer = new byte[FLUSH_AT * 2];
  private int length;
  private long written;

  JsonLine(OutputStream out) {
    this.out = out;
  }

  private static byte[] pairs() {
    byte[] pairs = new byte[200];
    for (int i = 0; i < 100; i++) {
      pairs[2 * i] = (byte) ('0' + i / 10);
      pairs[2 * i + 1] = (byte) ('0' + i % 10);
    }
    return pairs;
  }

  /** Writes ASCII text as it is: the fixed parts of a line. */
  @SuppressWarnings("deprecation") // It takes the low byte of each character, which is ASCII.
  JsonLine raw(String text) {
    int size = text.length();
    reserve(size);
    text.getBytes(0, size, buffer, length);
    length += size;
    return this;
  }

  /** Writes a text as a JSON string. */
  JsonLine text(String text) {
    reserve(2 + 2 * text.length());
    buffer[length++] = '"';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        throw new IllegalArgumentException("not printable ASCII: " + text);
      }
      if (c == '"' || c == '\\') {
        buffer[length++] = '\\';
      }
      buffer[length++] = (byte) c;
    }
    buffer[length++] = '"';
    return this;
  }

  /** Writes an unsigned number of 64 bits. */
  JsonLine number(long value) {
    reserve(LONGEST_NUMBER);
    int at = LONGEST_NUMBER;
    long rest = value;
    // A prompt has a dozen numbers of twenty digits, so two digits are written at a time; and
    // signed
    // numbers are divided by a constant several times as fast as unsigned ones.
    if (rest < 0) {
      long quotient = Long.divideUnsigned(rest, 100);
      at = pair(at, (int) (rest - quotient * 100));
      rest = quotient;
    }
    while (rest >= 10) {
      long quotient = rest / 100;
      at = pair(at, (int) (rest - quotient * 100));
      rest = quotient;
    }
    if (rest > 0 || at == LONGEST_NUMBER) {
      digits[--at] = (byte) ('0' + rest);
    }
    System.arraycopy(digits, at, buffer, length, LONGEST_NUMBER - at);
    length += LONGEST_NUMBER - at;
    return this;
  }

  /** Puts two digits before a place, and returns theirs. */
  private int pair(int end, int number) {
    digits[end - 1] = PAIRS[2 * number + 1];
    digits[end - 2] = PAIRS[2 * number];
    return end - 2;
  }

  /** Writes a number of so many digits, with zeros before it. */
  JsonLine padded(long value, int width) {
    reserve(width);
    long rest = value;
    for (int i = width - 1; i >= 0; i--) {
      buffer[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += width;
    return this;
  }

  /** Ends the line. */
  void end() throws IOException {
    reserve(1);
    buffer[length++] = '\n';
    if (length >= FLUSH_AT) {
      flush();
    }
  }

  /** Hands over what was not handed over yet. */
  void flush() throws IOException {
    out.write(buffer, 0, length);
    written += length;
    length = 0;
  }

  /** Returns how many bytes were written. */
  long bytes() {
    return written + length;
  }

  private void reserve(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
