package dev.weir.server;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.HashTag;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a store for what a check asks it for, so that connections are open, scripts are loaded and
 * classes are there before the first check, which may not wait for them. Counts nothing and changes
 * nothing: it asks limits for an amount of 0, and for an account that nobody has.
 */
final class StoreWarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWarmUp.class);
  private static final String NOBODY = "weir-warm-up";
  private static final int ROUNDS = 200;

  private StoreWarmUp() {}

  /**
   * Returns how often the store answered within {@code most}. Fails never; gives up where the store
   * does.
   */
  static int run(Store store, long now, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    SplittableRandom random = new SplittableRandom(now);
    int answered = 0;
    try {
      for (long left = most.toNanos();
          answered < ROUNDS && left > 0;
          left = end - System.nanoTime()) {
        await(store.accounts().find(NOBODY), left);
        await(store.limits().acquire(nothing(now, left, random), now), end - System.nanoTime());
        answered++;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.debug("The store was not warmed up", e);
    }
    return answered;
  }

  private static void await(CompletionStage<?> stage, long nanos)
      throws InterruptedException, ExecutionException, TimeoutException {
    var _ = stage.toCompletableFuture().get(nanos, TimeUnit.NANOSECONDS);
  }

  private static Acquisition nothing(long now, long timeoutNanos, SplittableRandom random) {
    int tag = HashTag.of(NOBODY);
    return new Acquisition(
        DecisionId.create(now, tag, random),
        "",
        List.of(
            nothing(Algorithm.SLIDING_WINDOW, tag, "a"),
            nothing(Algorithm.EXACT_LOG, tag, "b"),
            nothing(Algorithm.SLIDING_WINDOW, HashTag.of("192.0.2.1"), "c")),
        1_000,
        timeoutNanos);
  }

  private static Demand nothing(Algorithm algorithm, int tag, String subject) {
    LimitSpec limit = new LimitSpec(NOBODY, Measure.REQUESTS, algorithm, 60_000);
    return new Demand(
        limit, new Subject(NOBODY + ':' + subject, tag), 1, 0, TokenWeights.NONE, true);
  }
}
