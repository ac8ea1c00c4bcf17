package dev.weir.api.grpc;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Bounds how often something that callers can cause is written to the log. Thread-safe. */
public final class LogThrottle {
  /** What {@link #tryAcquire} returns where nothing is to be written. */
  public static final long SUPPRESSED = -1;

  private final LongSupplier ticker;
  private final long intervalNanos;
  private final AtomicLong next;
  private final AtomicLong suppressed = new AtomicLong();

  /**
   * Creates a throttle that lets one line through in each interval.
   *
   * @param ticker a monotonic clock in nanoseconds, such as {@code System::nanoTime}
   */
  public LogThrottle(LongSupplier ticker, long intervalNanos) {
    this.ticker = ticker;
    this.intervalNanos = intervalNanos;
    this.next = new AtomicLong(ticker.getAsLong());
  }

  /**
   * Returns how many lines were held back since the last one, or {@link #SUPPRESSED} where this one
   * is as well.
   */
  public long tryAcquire() {
    long now = ticker.getAsLong();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + intervalNanos)) {
      return suppressed.getAndSet(0);
    }
    suppressed.incrementAndGet();
    return SUPPRESSED;
  }
}
