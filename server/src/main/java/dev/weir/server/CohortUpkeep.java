package dev.weir.server;

import dev.weir.cohort.CohortStore;
import dev.weir.cohort.LiveCohorts;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
  private final Supplier<Optional<LiveCohorts>> cohorts;
  private final LongSupplier clock;
  private final String replica = UUID.randomUUID().toString();
  private final List<Step> steps =
      List.of(
          new Step(
              "learn", "what was seen of cohorts was not learned, and is lost", LiveCohorts::learn),
          new Step("assess", "cohorts were not judged, and will be tried again", this::assess),
          new Step(
              "refresh",
              "what is held of cohorts was not read, and will be again",
              LiveCohorts::refresh));
  private volatile boolean leads;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          3, Thread.ofPlatform().daemon().name("weir-cohorts-", 0).factory());

  /**
   * Creates what does nothing by itself yet.
   *
   * @param store that {@code cohorts} use
   * @param cohorts gives those there are; while there are none, nothing is done
   * @param clock epoch milliseconds
   */
  CohortUpkeep(CohortStore store, Supplier<Optional<LiveCohorts>> cohorts, LongSupplier clock) {
    this.store = store;
    this.cohorts = cohorts;
    this.clock = clock;
  }

  /** Does each of the three twice a second from now on, until it is closed. */
  void start() {
    steps.forEach(this::every);
  }

  /**
   * Learns and judges once, where nobody else judges. For one thread at a time, and not where it
   * was started.
   *
   * @throws CompletionException where the store fails
   */
  void step() {
    cohorts.get().ifPresent(live -> step(live, clock.getAsLong()));
  }

  private static void step(LiveCohorts live, long now) {
    if (await(live.learn(now).thenCompose(done -> live.assess(now)))) {
      await(live.refresh(now));
    }
  }

  /** Returns what is done now and then, in no order. */
  List<Step> steps() {
    return steps;
  }

  /** Returns whether this replica was the one that judges, when it last asked. */
  boolean leads() {
    return leads;
  }

  private CompletionStage<?> assess(LiveCohorts live, long now) {
    return store
        .lead(replica, LEASE_MILLIS, now)
        .whenComplete((given, failure) -> leads = failure == null && given)
        .thenCompose(leads -> leads ? live.assess(now) : CompletableFuture.completedStage(false));
  }

  private void every(Step step) {
    var _ =
        threads.scheduleWithFixedDelay(
            () -> cohorts.get().ifPresent(live -> step.run(live, clock.getAsLong())),
            MILLIS,
            MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** What is done with cohorts. */
  private interface Work {
    CompletionStage<?> on(LiveCohorts live, long now);
  }

  /** What is done now and then; for one thread at a time. */
  static final class Step {
    private final String name;
    private final String failure;
    private final Work work;
    private final LongAdder failures = new LongAdder();
    private volatile long succeededAt;
    private boolean failing;

    /**
     * Creates a step.
     *
     * @param name for metrics
     * @param failure what it means when it fails
     */
    private Step(String name, String failure, Work work) {
      this.name = name;
      this.failure = failure;
      this.work = work;
    }

    /** Returns its name, for metrics. */
    String name() {
      return name;
    }

    /** Returns how often it failed. */
    long failures() {
      return failures.sum();
    }

    /** Returns when it was last done, in epoch milliseconds; 0 if never. */
    long succeededAt() {
      return succeededAt;
    }

    private void run(LiveCohorts live, long now) {
      try {
        work.on(live, now).toCompletableFuture().join();
        succeededAt = now;
        failing = false;
      } catch (RuntimeException e) {
        // Once an outage, not twice a second.
        if (!failing) {
          Throwable cause =
              e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
          LOG.warn("{}: {}", failure, cause.toString());
        }
        failures.increment();
        failing = true;
      }
    }
  }
}
