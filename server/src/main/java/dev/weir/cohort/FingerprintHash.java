package dev.weir.cohort;

/**
 * Makes one hash of all that a request shows, under a key: SipHash-2-4, as {@link TraitHash}. A
 * caller chooses what it shows, and two requests with one hash are taken for the same: who could
 * choose them would hide the one behind the other. For one request and one thread.
 */
public final class FingerprintHash {
  private final SipState state;
  private long bytes;

  FingerprintHash(SipState state) {
    this.state = state;
  }

  /**
   * Adds a text: its length first, so that what comes after it cannot be taken for a part of it.
   */
  public void add(String text) {
    add(text.length());
    add(state.add(text));
  }

  /** Adds a number. */
  public void add(long number) {
    state.add(number);
    bytes += Long.BYTES;
  }

  long end() {
    return state.end(0, bytes);
  }
}
