package dev.weir.store;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.HashTag;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.limit.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the contracts of {@link LimitStore} share: short ways to ask for things. */
abstract class LimitContract extends StoreContract {
  static final long RESERVATION = 10 * MINUTE;

  static final LimitSpec REQUESTS = spec("requests", Measure.REQUESTS, Algorithm.SLIDING_WINDOW);
  static final LimitSpec LOGGED = spec("logged", Measure.REQUESTS, Algorithm.EXACT_LOG);
  static final LimitSpec TOKENS = spec("tokens", Measure.TOKENS, Algorithm.SLIDING_WINDOW);
  static final LimitSpec LOGGED_TOKENS = spec("logged_tokens", Measure.TOKENS, Algorithm.EXACT_LOG);
  static final LimitSpec SLOTS = spec("in_flight", Measure.CONCURRENCY, Algorithm.SLOTS);

  private final AtomicLong decisions = new AtomicLong();

  static LimitSpec spec(String name, Measure measure, Algorithm algorithm) {
    return new LimitSpec(name, measure, algorithm, MINUTE);
  }

  /** Returns a subject of the organization {@code acme}. */
  final Subject subject(String name) {
    return subject(name, "acme");
  }

  /** Returns a subject that is placed by {@code owner}. */
  final Subject subject(String name, String owner) {
    return new Subject(unique(name), HashTag.of(unique(owner)));
  }

  static Demand demand(LimitSpec limit, Subject subject, long max, long amount) {
    double weight = limit.measure() == Measure.TOKENS ? 1 : 0;
    return new Demand(limit, subject, max, amount, new TokenWeights(weight, weight), true);
  }

  /** Returns the longest wait of an outcome's limits, enforced or not. */
  static long longestWait(Outcome outcome) {
    return outcome.limits().stream().mapToLong(LimitStatus::retryAfterMillis).max().orElseThrow();
  }

  /** Returns an acquisition that is never retried, under a new decision id. */
  final Acquisition acquisition(Demand... demands) {
    return retried("", demands);
  }

  /** Returns an acquisition with a retry key, under a new decision id. */
  final Acquisition retried(String retryKey, Demand... demands) {
    long number = decisions.incrementAndGet();
    int tag = demands[0].subject().tag();
    return new Acquisition(
        DecisionId.create(NOW, tag, new SplittableRandom(unique("").hashCode() * 31L + number)),
        retryKey.isEmpty() ? "" : unique(retryKey),
        List.of(demands),
        RESERVATION,
        TimeUnit.SECONDS.toNanos(10));
  }

  final Outcome acquire(long now, Demand... demands) throws Exception {
    return acquire(acquisition(demands), now);
  }

  final Outcome acquire(Acquisition acquisition, long now) throws Exception {
    return get(store.limits().acquire(acquisition, now));
  }

  final boolean settle(Acquisition acquisition, long inputTokens, long outputTokens, long now)
      throws Exception {
    Usage usage = new Usage(acquisition.decisionId(), inputTokens, outputTokens);
    return get(store.limits().settle(usage, now));
  }

  final void release(Acquisition acquisition, long acquiredAt, long now) throws Exception {
    get(store.limits().release(acquisition, acquiredAt, now));
  }

  /** Returns what may still be used, without using any of it. */
  final long remaining(LimitSpec limit, Subject subject, long max, long now) throws Exception {
    Demand nothing = demand(limit, subject, max, 0);
    return acquire(now, nothing).limits().getFirst().remaining();
  }

  /** Runs a task {@code times} times on 8 threads that start together, and returns the results. */
  static <T> List<T> concurrently(int times, Callable<T> task) throws Exception {
    int threads = 8;
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<List<T>>> futures = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int share = times / threads + (thread < times % threads ? 1 : 0);
        futures.add(
            executor.submit(
                () -> {
                  start.await();
                  List<T> results = new ArrayList<>();
                  for (int i = 0; i < share; i++) {
                    results.add(task.call());
                  }
                  return results;
                }));
      }
      start.countDown();
      List<T> all = new ArrayList<>();
      for (Future<List<T>> future : futures) {
        all.addAll(future.get(60, TimeUnit.SECONDS));
      }
      return all;
    }
  }
}
