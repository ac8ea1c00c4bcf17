package dev.weir.store.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A replica that takes slices of limits in advance, and the ledger that it takes them from. */
abstract class LeasedLimitsCase {
  /** The start of a minute. */
  static final long NOW = 1_800_000_000_000L;

  static final int TAG = 7;
  static final Subject SUBJECT = new Subject("account:a1", TAG);
  static final long MAX = 10_000;
  static final LimitSpec MINUTE =
      new LimitSpec("minute", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 60_000);
  static final LimitSpec TOKENS =
      new LimitSpec("tokens", Measure.TOKENS, Algorithm.SLIDING_WINDOW, 60_000);

  final Random random = new Random(1);
  final Ledger shared = new Ledger();
  final List<Runnable> answers = new ArrayList<>();
  final LeasedLimits limits = replica();
  boolean holdsSlices;

  LeasedLimits replica() {
    return new LeasedLimits(shared, this::lend, Ticker.disabledTicker());
  }

  CompletionStage<Outcome> lend(Acquisition slice, long now) {
    CompletionStage<Outcome> outcome = shared.acquire(slice, now);
    if (!holdsSlices) {
      return outcome;
    }
    CompletableFuture<Outcome> later = new CompletableFuture<>();
    answers.add(() -> later.complete(outcome.toCompletableFuture().join()));
    return later;
  }

  static Demand leased(long max) {
    return of(SUBJECT, max);
  }

  static Demand of(Subject subject, long max) {
    return new Demand(MINUTE, subject, max, 1, TokenWeights.NONE, true).withLease(max / 10);
  }

  static Demand tokens(long amount) {
    return new Demand(TOKENS, SUBJECT, 1_000, amount, new TokenWeights(1, 1), true);
  }

  Acquisition acquisition(String retryKey, Demand... demands) {
    return new Acquisition(
        DecisionId.create(NOW, TAG, random), retryKey, List.of(demands), 600_000, Long.MAX_VALUE);
  }

  Outcome at(long now, Demand... demands) {
    return at(limits, now, acquisition("", demands));
  }

  static Outcome at(LeasedLimits replica, long now, Acquisition acquisition) {
    return get(replica.acquire(acquisition, now));
  }

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** Makes the subject busy at one moment, and returns what is left of its slice. */
  long warm(long now) {
    while (limits.unspent() < 10) {
      assertThat(at(now, leased(MAX)).admitted()).isTrue();
    }
    return limits.unspent();
  }

  int callsOf(Runnable checks) {
    int before = shared.calls();
    checks.run();
    return shared.calls() - before;
  }

  /** Returns what of the limit is used in the store, without using any of it. */
  long used(long now) {
    Demand none = new Demand(MINUTE, SUBJECT, MAX, 0, TokenWeights.NONE, true);
    return MAX - get(shared.acquire(acquisition("", none), now)).limits().getFirst().remaining();
  }
}
