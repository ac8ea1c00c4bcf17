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
 * fails, the next one is tried all the same. Or, where it is not started, whenever its owner says.
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

  /**
   * Creates what does nothing by itself yet.
   *
   * @param store that {@code cohorts} use
   * @param clock epoch milliseconds
   */
  CohortUpkeep(CohortStore store, LiveCohorts cohorts, LongSupplier clock) {
    this.store = store;
    this.cohorts = cohorts;
    this.clock = clock;
  }

  /** Does each of the three twice a second from now on, until it is closed. */
  void start() {
    every(new Step("what was seen of cohorts was not learned, and is lost", cohorts::learn));
    every(new Step("cohorts were not judged, and will be tried again", this::assess));
    every(new Step("what is held of cohorts was not read, and will be again", cohorts::refresh));
  }

  /**
   * Learns and judges once, where nobody else judges. For one thread at a time, and not where it
   * was started.
   *
   * @throws CompletionException where the store fails
   */
  void step() {
    long now = clock.getAsLong();
    if (await(cohorts.learn(now).thenCompose(done -> cohorts.assess(now)))) {
      await(cohorts.refresh(now));
    }
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

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
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
