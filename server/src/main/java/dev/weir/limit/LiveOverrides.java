package dev.weir.limit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds all overrides as they last were in the store: read at the start, after every change, and in
 * any case once in each period. While the store cannot be read, the last ones stay in force. Asking
 * costs a memory read. Thread-safe.
 */
public final class LiveOverrides implements Supplier<Overrides>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveOverrides.class);

  private final OverrideStore store;
  private final LongAdder failures = new LongAdder();

  /** Reads that are wanted; the one that makes it 1 reads for all. */
  private final AtomicInteger wanted = new AtomicInteger();

  private final ScheduledFuture<?> periodic;
  private final AutoCloseable subscription;
  private volatile Overrides current = Overrides.none();
  private volatile boolean failing;

  /**
   * Reads the overrides and begins to keep them current.
   *
   * @param timer starts the periodic reads; nothing blocks it
   * @param period how long a change can go unseen, should word of it be lost; 5 s is a good choice
   */
  public LiveOverrides(OverrideStore store, ScheduledExecutorService timer, Duration period) {
    this.store = store;
    this.subscription = store.onChange(this::refresh);
    this.periodic =
        timer.scheduleWithFixedDelay(
            this::refresh, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    refresh();
  }

  @Override
  public Overrides get() {
    return current;
  }

  /** Returns how many reads failed. */
  public long failures() {
    return failures.sum();
  }

  /** Ends the reading. What is held stays in force. */
  @Override
  public void close() {
    periodic.cancel(false);
    try {
      subscription.close();
    } catch (Exception e) {
      throw new IllegalStateException("the store does not end a subscription", e);
    }
  }

  private void refresh() {
    if (wanted.getAndIncrement() == 0) {
      read();
    }
  }

  private void read() {
    int seen = wanted.get();
    list()
        .whenComplete(
            (overrides, error) -> {
              take(overrides, error);
              // A change since may or may not be in what was read.
              if (wanted.addAndGet(-seen) != 0) {
                read();
              }
            });
  }

  private CompletionStage<List<LimitOverride>> list() {
    try {
      return store.list();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void take(@Nullable List<LimitOverride> overrides, @Nullable Throwable error) {
    if (overrides == null) {
      failures.increment();
      if (!failing) {
        LOG.warn(
            "Overrides cannot be read; the last ones stay in force: {}", String.valueOf(error));
      }
    } else {
      current = Overrides.of(overrides);
      if (failing) {
        LOG.info("Overrides can be read again");
      }
    }
    failing = overrides == null;
  }
}
