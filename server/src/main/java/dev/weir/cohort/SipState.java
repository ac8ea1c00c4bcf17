package dev.weir.cohort;

/**
 * The state of SipHash while it hashes, with as many rounds as are asked for. Where it leaves no
 * method, it costs no object.
 */
class SipState {
  static final int CHARS = Long.BYTES / Character.BYTES;

  private final int wordRounds;
  private final int lastRounds;
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  /**
   * Creates the state before anything is hashed.
   *
   * @param wordRounds after each word
   * @param lastRounds after the last one
   */
  SipState(long k0, long k1, int wordRounds, int lastRounds) {
    this.wordRounds = wordRounds;
    this.lastRounds = lastRounds;
    // "somepseudorandomlygeneratedbytes", of the paper.
    v0 = k0 ^ 0x736f6d6570736575L;
    v1 = k1 ^ 0x646f72616e646f6dL;
    v2 = k0 ^ 0x6c7967656e657261L;
    v3 = k1 ^ 0x7465646279746573L;
  }

  /** Adds eight bytes, the low one first. */
  final void addWord(long word) {
    v3 ^= word;
    rounds(wordRounds);
    v0 ^= word;
  }

  /** Adds the whole words of a text, of four UTF-16 code units each, and returns what is left. */
  final long addWords(String text) {
    int length = text.length();
    int at = 0;
    for (; at + CHARS <= length; at += CHARS) {
      addWord(
          text.charAt(at)
              | ((long) text.charAt(at + 1) << 16)
              | ((long) text.charAt(at + 2) << 32)
              | ((long) text.charAt(at + 3) << 48));
    }
    long last = 0;
    for (int shift = 0; at < length; at++, shift += Character.SIZE) {
      last |= (long) text.charAt(at) << shift;
    }
    return last;
  }

  /** Ends with the up to seven bytes that are left, and the length in bytes. */
  final long end(long rest, long length) {
    addWord(rest | (length << (Long.SIZE - Byte.SIZE)));
    v2 ^= 0xff;
    rounds(lastRounds);
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      round();
    }
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
