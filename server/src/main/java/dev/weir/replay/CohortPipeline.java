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
import java.util.function.Supplier;

/**
 * Learns and judges cohorts on a thread of its own while requests are decided, as on a server with
 * two replicas, of which one decides and the other judges. But what is found holds from a certain
 * step on, and not from when it happens to be found, so that the same trace gives the same
 * verdicts. For one thread at a time.
 */
final class CohortPipeline implements AutoCloseable {
  /** How often a step is begun: a server does it twice a second, and it hardly differs. */
  private static final long STEP_MILLIS = 1_000;

  /**
   * How many steps may be under way. The more, the less a step that takes long holds up what is
   * decided; and the later what it found holds.
   */
  private static final int STEPS = 10;

  /**
   * A replay has all requests of a provider, and not a replica's share of them. Who decides writes
   * nothing, so no sighting is remembered here.
   */
  private static final LiveCohorts.Room SEEN = new LiveCohorts.Room(1 << 18, 1, 1 << 14);

  /** Who judges meets nobody. */
  private static final LiveCohorts.Room JUDGED = new LiveCohorts.Room(1, 1 << 23, 1);

  private final BackgroundCohorts store;
  private final LiveCohorts deciding;

  /** Confined to the store's thread. */
  private final LiveCohorts judging;

  private final Queue<CompletionStage<News>> underWay = new ArrayDeque<>(STEPS);
  private CompletionStage<?> last = CompletableFuture.completedStage(null);
  private long nextStep;

  /**
   * Creates one that has seen nothing.
   *
   * @param store answers at once
   */
  CohortPipeline(CohortStore store, Supplier<CohortPolicy> policies) {
    this.store = new BackgroundCohorts(store);
    this.deciding = new LiveCohorts(this.store, policies, TraitHash.unkeyed(), SEEN);
    this.judging = new LiveCohorts(this.store, policies, TraitHash.unkeyed(), JUDGED);
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
    CompletionStage<News> step = store.then(last, () -> step(lessons, now));
    underWay.add(step);
    last = step;
    if (underWay.size() > STEPS) {
      deciding.update(underWay.remove().toCompletableFuture().join());
    }
  }

  private CompletionStage<News> step(Lessons lessons, long now) {
    return judging
        .learn(lessons, now)
        .thenCompose(done -> judging.assess(now))
        .thenCompose(any -> judging.read(now))
        .thenApply(
            news -> {
              judging.update(news);
              return news;
            });
  }

  @Override
  public void close() {
    store.close();
  }
}
