package dev.weir.store.redis;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what has to be done now and then, and may block, on one thread. Thread-safe. */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("weir-redis-upkeep").daemon().factory());

  /** Runs a task again and again; a failure is logged and does not end it. */
  void every(long millis, Runnable task) {
    expect(executor.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS));
  }

  /** Runs a task once, as soon as the thread is free; not at all after closing. */
  void soon(Runnable task) {
    try {
      executor.execute(guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("Closed before it was done", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private static void expect(Future<?> endless) {
    if (endless.isDone()) {
      throw new IllegalStateException("a repeated task has ended");
    }
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("Looking after the connections to Redis failed unexpectedly", e);
      }
    };
  }
}
