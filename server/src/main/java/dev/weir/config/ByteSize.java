package dev.weir.config;

/** A number of bytes, written as {@code 64KiB}, {@code 1MiB}, or plainly as {@code 512B}. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB"};

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: at least 0)");
    }
  }

  /**
   * Returns the size that {@code text} states.
   *
   * @throws IllegalArgumentException where it states none
   */
  public static ByteSize parse(String text) {
    for (int i = UNITS.length - 1; i >= 0; i--) {
      if (text.endsWith(UNITS[i])) {
        long number = Long.parseLong(text.substring(0, text.length() - UNITS[i].length()).strip());
        return new ByteSize(Math.multiplyExact(number, 1L << (10 * i)));
      }
    }
    throw new IllegalArgumentException("no unit");
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** Returns the size in the greatest unit that states it as a whole number. */
  @Override
  public String toString() {
    int unit = 0;
    long number = bytes;
    while (unit < UNITS.length - 1 && number != 0 && number % 1024 == 0) {
      number /= 1024;
      unit++;
    }
    return number + UNITS[unit];
  }
}
