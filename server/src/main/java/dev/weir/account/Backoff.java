package dev.weir.account;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps from asking a store that fails: after some failures in a row, one try in each pause.
 * Thread-safe.
 */
final class Backoff {
  /** One failure may be one broken connection; that many are an outage. */
  static final int TOLERATED = 3;

  static final long PAUSE_MILLIS = 200;

  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicLong lastTry = new AtomicLong();

  /** Returns whether the store may be asked at {@code now} (epoch milliseconds). */
  boolean permits(long now) {
    if (failures.get() < TOLERATED) {
      return true;
    }
    long last = lastTry.get();
    return Math.abs(now - last) >= PAUSE_MILLIS && lastTry.compareAndSet(last, now);
  }

  /** Notes a failure; returns whether it is the one with which an outage begins. */
  boolean failed(long triedAt) {
    int count = failures.incrementAndGet();
    if (count <= TOLERATED) {
      lastTry.accumulateAndGet(triedAt, Math::max);
    }
    return count == TOLERATED;
  }

  /** Notes a success; returns whether it ends an outage. */
  boolean succeeded() {
    // The common case reads a line that nobody writes.
    return failures.get() != 0 && failures.getAndSet(0) >= TOLERATED;
  }
}
