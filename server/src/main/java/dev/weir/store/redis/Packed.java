package dev.weir.store.redis;

import dev.weir.store.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes and reads numbers as Lua's {@code struct} packs them: unsigned, big-endian, of as many
 * bytes as needed. Not thread-safe.
 */
final class Packed {
  private Packed() {}

  /** Grows as it is written to. */
  static final class Writer {
    private byte[] bytes;
    private int size;

    Writer(int expected) {
      bytes = new byte[expected];
    }

    /** Writes the low {@code width} bytes of a number. */
    Writer number(int width, long value) {
      ensure(width);
      for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
        bytes[size++] = (byte) (value >>> shift);
      }
      return this;
    }

    Writer number(double value) {
      return number(8, Double.doubleToRawLongBits(value));
    }

    /** Writes a text of at most 65,535 bytes, and its length before it. */
    Writer text(String value) {
      byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
      return number(2, encoded.length).raw(encoded, 0, encoded.length);
    }

    Writer raw(byte[] source, int from, int length) {
      ensure(length);
      System.arraycopy(source, from, bytes, size, length);
      size += length;
      return this;
    }

    byte[] toBytes() {
      return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
      if (bytes.length - size < more) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
      }
    }
  }

  /** Reads in the order of writing; fails with {@link StoreException} where there is too little. */
  static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this(bytes, 0);
    }

    Reader(byte[] bytes, int from) {
      this.bytes = bytes;
      this.at = from;
    }

    long number(int width) {
      int from = skip(width);
      long value = 0;
      for (int i = from; i < at; i++) {
        value = (value << 8) | (bytes[i] & 0xff);
      }
      return value;
    }

    int small(int width) {
      return Math.toIntExact(number(width));
    }

    double real() {
      return ByteBuffer.wrap(bytes).getDouble(skip(8));
    }

    String text() {
      int length = small(2);
      return new String(bytes, skip(length), length, StandardCharsets.UTF_8);
    }

    byte[] raw(int length) {
      int from = skip(length);
      return Arrays.copyOfRange(bytes, from, at);
    }

    /** Passes over some bytes, and returns where they begin. */
    private int skip(int length) {
      int from = at;
      if (bytes.length - from < length) {
        throw StoreException.refused(
            "A record in Redis is shorter than it should be",
            new IllegalStateException(bytes.length + " bytes"));
      }
      at += length;
      return from;
    }
  }
}
