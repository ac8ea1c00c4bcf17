package dev.weir.server;

import dev.weir.store.Store;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store for its time, again and again: so it is known whether the store answers, and how
 * far the local clock is from its. Says in the log when that changes. Thread-safe.
 */
final class StoreMonitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreMonitor.class);

  private final Store store;
  private final String name;
  private final LongSupplier local;
  private final ServerClock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("weir-store-monitor").factory());
  private volatile State state = State.UNKNOWN;

  private enum State {
    UNKNOWN,
    REACHABLE,
    AWAY
  }

  /**
   * Creates a monitor.
   *
   * @param name of the store, for the log; nothing secret
   * @param local epoch milliseconds of this machine
   * @param clock what is corrected
   */
  StoreMonitor(Store store, String name, LongSupplier local, ServerClock clock) {
    this.store = store;
    this.name = name;
    this.local = local;
    this.clock = clock;
  }

  /** Starts to ask, at once and then every {@code interval}. */
  @SuppressWarnings(
      "FutureReturnValueIgnored") // It ends with the timer, and probe lets nothing out.
  void start(Duration interval) {
    timer.scheduleWithFixedDelay(this::probe, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns whether the store answered when it was last asked. */
  boolean reachable() {
    return state == State.REACHABLE;
  }

  /** Asks once. */
  void probe() {
    long asked = local.getAsLong();
    try {
      store
          .time()
          .whenComplete(
              (time, failure) -> {
                if (failure == null) {
                  clock.measured(asked, local.getAsLong(), time);
                  answered();
                } else {
                  failed(failure);
                }
              });
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private synchronized void answered() {
    if (state == State.AWAY) {
      log.info("store {}: answers again; limits are counted there", name);
    }
    state = State.REACHABLE;
  }

  private synchronized void failed(Throwable failure) {
    if (state != State.AWAY) {
      log.warn(
          "store {}: does not answer; limits are counted on this replica alone (evidence LOCAL):"
              + " {}",
          name,
          rootMessage(failure));
    }
    state = State.AWAY;
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
