package dev.weir.cohort;

/** The state of {@link SipHash} while it hashes. Where it leaves no method, it costs no object. */
final class SipState {
  private static final int CHARS = Long.BYTES / Character.BYTES;

  private long v0;
  private long v1;
  private long v2;
  private long v3;

  SipState(long k0, long k1) {
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

  /** Adds the whole words of a text, of four UTF-16 code units each, and returns what is left. */
  long add(String text) {
    int length = text.length();
    int at = 0;
    for (; at + CHARS <= length; at += CHARS) {
      add(
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
