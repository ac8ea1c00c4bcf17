package dev.weir.store.redis;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.HashTag;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.store.Store;
import dev.weir.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Short ways to ask a store, and to hear why it does not answer. */
final class Requests {
  static final long NOW = 1_800_000_000_000L;

  private static final LimitSpec LIMIT =
      new LimitSpec("requests", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 60_000);

  private final SplittableRandom random = new SplittableRandom(1);
  private final Duration budget;

  /** Asks with a budget for each acquisition. */
  Requests(Duration budget) {
    this.budget = budget;
  }

  Subject subject(String account) {
    return new Subject(account, HashTag.of(account));
  }

  /** Returns a request of 1 by an account whose limit is {@code max}. */
  Acquisition request(String account, long max) {
    return request(account, max, 1);
  }

  private Acquisition request(String account, long max, long amount) {
    int tag = HashTag.of(account);
    return new Acquisition(
        DecisionId.create(NOW, tag, random),
        "",
        List.of(new Demand(LIMIT, subject(account), max, amount, TokenWeights.NONE, true)),
        60_000,
        budget.toNanos());
  }

  Outcome acquire(Store store, String account, long max) throws Exception {
    return get(store.limits().acquire(request(account, max), NOW));
  }

  /** Returns what an account may still use, without using any of it. */
  long remaining(Store store, String account, long max) throws Exception {
    return get(store.limits().acquire(request(account, max, 0), NOW))
        .limits()
        .getFirst()
        .remaining();
  }

  static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Returns whether Redis can be reached. */
  static boolean answers(Store store) throws Exception {
    try {
      return get(store.time()) > 0;
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Returns what a stage fails with. */
  static StoreException failure(CompletionStage<?> stage) throws Exception {
    try {
      throw new AssertionError("did not fail: " + get(stage));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException failure) {
        return failure;
      }
      throw e;
    }
  }
}
