package dev.weir.store.fallback;

/**
 * A part of a limit that the store has counted already, to be spent here. Not thread-safe: confined
 * to the {@link Lease} that it belongs to. Times in epoch milliseconds.
 */
final class Slice {
  private final long takenAt;
  private final long endsAt;
  private long left;
  private boolean closed;

  /**
   * Makes a slice of which nothing is spent.
   *
   * @param endsAt from when on nothing of it is spent any more
   */
  Slice(long amount, long takenAt, long endsAt) {
    this.left = amount;
    this.takenAt = takenAt;
    this.endsAt = endsAt;
  }

  long takenAt() {
    return takenAt;
  }

  long endsAt() {
    return endsAt;
  }

  long left() {
    return left;
  }

  /** Spends, if so much is left and it has not ended. */
  boolean spend(long amount, long now) {
    if (amount > left || now >= endsAt) {
      return false;
    }
    left -= amount;
    return true;
  }

  /** Undoes a {@link #spend}, unless what is left was given back already. */
  boolean putBack(long amount) {
    if (closed) {
      return false;
    }
    left += amount;
    return true;
  }

  /** Ends it: what is left is fixed from now on, and given back. */
  void close() {
    closed = true;
  }
}
