package dev.weir.cohort;

import java.nio.charset.StandardCharsets;

/**
 * SipHash-2-4 (Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012) under one key.
 * Immutable. Gives what Guava's gives, which makes five objects for each hash: some twenty hashes
 * are made for a request that is new.
 */
final class SipHash {
  private static final int WORD = Long.BYTES;
  private static final int WORD_ROUNDS = 2;
  private static final int LAST_ROUNDS = 4;

  private final long k0;
  private final long k1;

  SipHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /** Hashes the UTF-16 code units of a text, the low byte of each first. Costs no object. */
  long chars(String text) {
    SipState state = new SipState(k0, k1, WORD_ROUNDS, LAST_ROUNDS);
    long last = state.addWords(text);
    return state.end(last, (long) text.length() * Character.BYTES);
  }

  /** Hashes the UTF-8 bytes of a text. */
  long utf8(String text) {
    SipState state = new SipState(k0, k1, WORD_ROUNDS, LAST_ROUNDS);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    for (; at + WORD <= bytes.length; at += WORD) {
      state.addWord(word(bytes, at, at + WORD));
    }
    return state.end(word(bytes, at, bytes.length), bytes.length);
  }

  /** Hashes a number, its low byte first. Costs no object. */
  long number(long number) {
    SipState state = new SipState(k0, k1, WORD_ROUNDS, LAST_ROUNDS);
    state.addWord(number);
    return state.end(0, WORD);
  }

  private static long word(byte[] bytes, int from, int to) {
    long word = 0;
    for (int i = to - 1; i >= from; i--) {
      word = (word << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return word;
  }
}
