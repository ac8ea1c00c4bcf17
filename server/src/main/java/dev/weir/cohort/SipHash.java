package dev.weir.cohort;

import java.nio.charset.StandardCharsets;

/**
 * SipHash-2-4 (Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012) under one key.
 * Immutable. Gives what Guava's gives, which makes five objects for each hash: some twenty hashes
 * are made for a request that is new.
 */
final class SipHash {
  private static final int WORD = Long.BYTES;
  private static final int CHARS = WORD / Character.BYTES;

  private final long k0;
  private final long k1;

  SipHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /** Hashes the UTF-16 code units of a text, the low byte of each first. Costs no object. */
  long chars(String text) {
    State state = new State(k0, k1);
    int length = text.length();
    int at = 0;
    for (; at + CHARS <= length; at += CHARS) {
      state.add(
          text.charAt(at)
              | ((long) text.charAt(at + 1) << 16)
              | ((long) text.charAt(at + 2) << 32)
              | ((long) text.charAt(at + 3) << 48));
    }
    long last = 0;
    for (int shift = 0; at < length; at++, shift += Character.SIZE) {
      last |= (long) text.charAt(at) << shift;
    }
    return state.end(last, (long) length * Character.BYTES);
  }

  /** Hashes the UTF-8 bytes of a text. */
  long utf8(String text) {
    State state = new State(k0, k1);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    for (; at + WORD <= bytes.length; at += WORD) {
      state.add(word(bytes, at, at + WORD));
    }
    return state.end(word(bytes, at, bytes.length), bytes.length);
  }

  /** Hashes a number, its low byte first. Costs no object. */
  long number(long number) {
    State state = new State(k0, k1);
    state.add(number);
    return state.end(0, WORD);
  }

  private static long word(byte[] bytes, int from, int to) {
    long word = 0;
    for (int i = to - 1; i >= from; i--) {
      word = (word << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return word;
  }

  /** The state while hashing; never leaves a method, so that no object is made for it. */
  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    State(long k0, long k1) {
      // "somepseudorandomlygeneratedbytes", of the paper.
      v0 = k0 ^ 0x736f6d6570736575L;
      v1 = k1 ^ 0x646f72616e646f6dL;
      v2 = k0 ^ 0x6c7967656e657261L;
      v3 = k1 ^ 0x7465646279746573L;
    }

    void add(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }

    long end(long rest, long length) {
      add(rest | (length << (Long.SIZE - Byte.SIZE)));
      v2 ^= 0xff;
      round();
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
