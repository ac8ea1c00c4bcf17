package dev.weir.replay;

import dev.weir.cohort.CohortPolicy;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Cohorts;
import dev.weir.cohort.Lessons;
import dev.weir.cohort.LiveCohorts;
import dev.weir.cohort.News;
import dev.weir.cohort.TraitHash;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Learns and judges cohorts on a thread of its own while requests are decided, as on a server with
 * two replicas, of which one decides and the other judges. But what is found holds from a certain
 * step on, and not from when it happens to be found, so that the same trace gives the same
 * verdicts. For one thread at a time.
 */
final class CohortPipeline implements AutoCloseable {
  /**
   * How often a step is begun. A server does it twice a second, and it hardly differs; but what
   * changes several times in a step is judged once.
   */
  private static final long STEP_MILLIS = 4_000;

  /**
   * How many steps may be under way. The more, the less a step that takes long holds up what is
   * decided; and the later what it found holds.
   */
  private static final int STEPS = 3;

  /**
   * A replay has all requests of a provider, and not a replica's share of them. Who decides writes
   * nothing, so no sighting is remembered here.
   */
  private static final LiveCohorts.Room SEEN = new LiveCohorts.Room(1 << 18, 1, 1 << 14);

  /** Who judges meets nobody. */
  private static final LiveCohorts.Room JUDGED = new LiveCohorts.Room(1, 1 << 23, 1);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("cohorts").factory());

  private final LiveCohorts deciding;

  /** Confined to the thread, as is the store. */
  private final LiveCohorts judging;

  private final Queue<CompletableFuture<News>> underWay = new ArrayDeque<>(STEPS);
  private long nextStep;

  /**
   * Creates one that has seen nothing.
   *
   * @param store answers at once
   */
  CohortPipeline(CohortStore store, Supplier<CohortPolicy> policies) {
    // Who decides neither writes nor reads.
    this.deciding = new LiveCohorts(store, policies, TraitHash.unkeyed(), SEEN);
    this.judging = new LiveCohorts(store, policies, TraitHash.unkeyed(), JUDGED);
  }

  /** Returns what is known and learned while requests are decided. */
  Cohorts cohorts() {
    return deciding;
  }

  /** Begins a step where one is due, and takes over what was found some steps before. */
  void advance(long now) {
    if (now < nextStep && deciding.waiting() < SEEN.lessons() / 2) {
      return;
    }
    nextStep = now + STEP_MILLIS;
    Lessons lessons = deciding.take();
    underWay.add(CompletableFuture.supplyAsync(() -> step(lessons, now), thread));
    if (underWay.size() > STEPS) {
      deciding.update(underWay.remove().join());
    }
  }

  private News step(Lessons lessons, long now) {
    await(judging.learn(lessons, now));
    await(judging.assess(now));
    News news = await(judging.read(now));
    judging.update(news);
    return news;
  }

  /** Ends the thread. What was begun is ended, and nothing can be called any more. */
  @Override
  public void close() {
    thread.shutdown();
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
