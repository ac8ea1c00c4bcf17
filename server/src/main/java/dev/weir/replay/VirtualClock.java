package dev.weir.replay;

import java.util.function.LongSupplier;

/** The time of a trace, in epoch milliseconds. It never goes back. Not thread-safe. */
final class VirtualClock implements LongSupplier {
  private long now;

  /** Moves on to {@code at}, or stays where it is later already. Returns what it then shows. */
  long advance(long at) {
    now = Math.max(now, at);
    return now;
  }

  @Override
  public long getAsLong() {
    return now;
  }
}
