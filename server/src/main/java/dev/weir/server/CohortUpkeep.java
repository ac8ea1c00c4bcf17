package dev.weir.server;

import dev.weir.cohort.LiveCohorts;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns what was seen, and judges it, on a thread of its own: no request waits for it. Where a
 * step fails, the next one is tried all the same.
 */
final class CohortUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CohortUpkeep.class);
  private static final long MILLIS = 500;

  private final LiveCohorts cohorts;
  private final LongSupplier clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("weir-cohorts").factory());
  private boolean failing;

  private CohortUpkeep(LiveCohorts cohorts, LongSupplier clock) {
    this.cohorts = cohorts;
    this.clock = clock;
  }

  /**
   * Starts it; it ends when it is closed.
   *
   * @param clock epoch milliseconds
   */
  static CohortUpkeep start(LiveCohorts cohorts, LongSupplier clock) {
    CohortUpkeep upkeep = new CohortUpkeep(cohorts, clock);
    var _ =
        upkeep.thread.scheduleWithFixedDelay(upkeep::step, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
    return upkeep;
  }

  private void step() {
    long now = clock.getAsLong();
    try {
      await(
          cohorts
              .learn(now)
              .thenCompose(done -> cohorts.assess(now))
              .thenCompose(changed -> cohorts.refresh(now)));
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warn("cohorts were not judged, and will be tried again: {}", e.toString());
      }
      failing = true;
    }
  }

  private static void await(CompletionStage<Void> stage) {
    stage.toCompletableFuture().join();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
