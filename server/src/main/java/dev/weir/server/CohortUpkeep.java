package dev.weir.server;

import dev.weir.cohort.CohortStore;
import dev.weir.cohort.LiveCohorts;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns what was seen, judges it where this replica holds the lease, and learns what is held, each
 * on a thread of its own: no request waits for it, and none of the three for another. Where a step
 * fails, the next one is tried all the same.
 */
final class CohortUpkeep implements AutoCloseable {
  /** How long whoever assesses may be silent before another replica does it instead. */
  static final long LEASE_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(CohortUpkeep.class);
  private static final long MILLIS = 500;

  private final CohortStore store;
  private final LiveCohorts cohorts;
  private final LongSupplier clock;
  private final String replica = UUID.randomUUID().toString();
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          3, Thread.ofPlatform().daemon().name("weir-cohorts-", 0).factory());

  private CohortUpkeep(CohortStore store, LiveCohorts cohorts, LongSupplier clock) {
    this.store = store;
    this.cohorts = cohorts;
    this.clock = clock;
  }

  /**
   * Starts it; it ends when it is closed.
   *
   * @param store that {@code cohorts} use
   * @param clock epoch milliseconds
   */
  static CohortUpkeep start(CohortStore store, LiveCohorts cohorts, LongSupplier clock) {
    CohortUpkeep upkeep = new CohortUpkeep(store, cohorts, clock);
    upkeep.every(new Step("what was seen of cohorts was not learned, and is lost", cohorts::learn));
    upkeep.every(new Step("cohorts were not judged, and will be tried again", upkeep::assess));
    upkeep.every(
        new Step("what is held of cohorts was not read, and will be again", cohorts::refresh));
    return upkeep;
  }

  private CompletionStage<?> assess(long now) {
    return store
        .lead(replica, LEASE_MILLIS, now)
        .thenCompose(
            leads -> leads ? cohorts.assess(now) : CompletableFuture.completedStage(false));
  }

  private void every(Step step) {
    var _ =
        threads.scheduleWithFixedDelay(
            () -> step.run(clock.getAsLong()), MILLIS, MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** What is done now and then; for one thread at a time. */
  private static final class Step {
    private final String failure;
    private final LongFunction<CompletionStage<?>> work;
    private boolean failing;

    /**
     * Creates a step.
     *
     * @param failure what it means when it fails
     */
    Step(String failure, LongFunction<CompletionStage<?>> work) {
      this.failure = failure;
      this.work = work;
    }

    void run(long now) {
      try {
        work.apply(now).toCompletableFuture().join();
        failing = false;
      } catch (RuntimeException e) {
        // Once an outage, not twice a second.
        if (!failing) {
          Throwable cause =
              e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
          LOG.warn("{}: {}", failure, cause.toString());
        }
        failing = true;
      }
    }
  }
}
