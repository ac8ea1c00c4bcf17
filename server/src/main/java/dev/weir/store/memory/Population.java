package dev.weir.store.memory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the tables of all stripes hold of one kind, and what had to make room. Thread-safe.
 */
final class Population {
  private final long most;
  private final AtomicLong size = new AtomicLong();
  private final LongAdder evictions = new LongAdder();

  Population(long most) {
    this.most = most;
  }

  void grew() {
    size.incrementAndGet();
  }

  void shrank() {
    size.decrementAndGet();
  }

  void evicted() {
    evictions.increment();
  }

  /** Returns whether there is more than there may be. */
  boolean isOver() {
    return size.get() > most;
  }

  long size() {
    return size.get();
  }

  long evictions() {
    return evictions.sum();
  }
}
