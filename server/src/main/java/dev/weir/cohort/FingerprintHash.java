package dev.weir.cohort;

/**
 * Makes one hash of all that a request shows, under a key: SipHash-1-3 of 64-bit words. A caller
 * chooses what it shows, and two requests with one hash are taken for the same: who could choose
 * them would hide the one behind the other. Nobody sees the hash, so that the fewer rounds are
 * enough by which hash tables of languages, such as those of Python, resist chosen keys; it is made
 * on each request. For one request and one thread.
 */
public final class FingerprintHash extends SipState {
  private static final int WORD_ROUNDS = 1;
  private static final int LAST_ROUNDS = 3;

  private long words;

  FingerprintHash(long k0, long k1) {
    super(k0, k1, WORD_ROUNDS, LAST_ROUNDS);
  }

  /**
   * Adds a text: its length first, so that what comes after it cannot be taken for a part of it.
   */
  public void add(String text) {
    add(text.length());
    words += text.length() / CHARS;
    add(addWords(text));
  }

  /** Adds a number. */
  public void add(long number) {
    addWord(number);
    words++;
  }

  long end() {
    return end(0, words * Long.BYTES);
  }
}
