package dev.weir.server;

import dev.weir.store.Store;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a shared store for its time, again and again, and corrects the server's clock to it. So it
 * also tells whether the store answers where no request asks it anything. Thread-safe.
 */
final class ClockSync {
  private static final Logger LOG = LoggerFactory.getLogger(ClockSync.class);

  private final Store store;
  private final LongSupplier local;
  private final ServerClock clock;
  private volatile boolean answered;

  /**
   * Creates what corrects {@code clock}.
   *
   * @param local epoch milliseconds of this machine
   */
  ClockSync(Store store, LongSupplier local, ServerClock clock) {
    this.store = store;
    this.local = local;
    this.clock = clock;
  }

  /** Asks at once, and then every {@code interval} until {@code timer} ends. */
  @SuppressWarnings("FutureReturnValueIgnored") // Nothing leaves probe that could end it.
  void start(ScheduledExecutorService timer, Duration interval) {
    probe();
    timer.scheduleWithFixedDelay(
        this::probe, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns whether the store answered when it was last asked. */
  boolean answered() {
    return answered;
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
                } else {
                  LOG.debug("The store does not tell its time", failure);
                }
                answered = failure == null;
              });
    } catch (RuntimeException e) {
      LOG.debug("The store cannot be asked for its time", e);
      answered = false;
    }
  }
}
