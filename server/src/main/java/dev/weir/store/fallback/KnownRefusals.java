package dev.weir.store.fallback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.limit.Acquisition;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A store, with a memory of what it refused and until when: who is over a limit need not ask again
 * before that. Thread-safe.
 *
 * <p>Remembered is what nothing but time undoes, and what decides by itself:
 *
 * <ul>
 *   <li>a demand of one request, {@linkplain Demand#conclusive conclusive}. What settles is left
 *       out: a report gives room back before the time that was told;
 *   <li>that has the longest wait of all: nobody is told to come back sooner than before;
 *   <li>of a subject under the decision's own tag: where a store takes several steps, others are
 *       counted in vain for a moment.
 * </ul>
 *
 * What this replica gives back is forgotten. What another gives back, this one learns after {@link
 * Refusal#LONGEST_MILLIS} at most; of a leased limit, of which others give back as a rule, after
 * {@link Lease#LONGEST_PERIOD_MILLIS}.
 */
final class KnownRefusals implements LimitStore {
  /** Limits of subjects that are remembered; beyond, those that are rarely asked about are not. */
  static final int MOST = 100_000;

  private final LimitStore store;
  private final Cache<Key, Refusal> refusals =
      Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

  /** Beginnings and ends of releases: a refusal from before one may be none after it. */
  private final AtomicLong releases = new AtomicLong();

  private final LongAdder answered = new LongAdder();

  KnownRefusals(LimitStore store) {
    this.store = store;
  }

  /** Returns how many acquisitions {@link #find} refused. */
  long answered() {
    return answered.sum();
  }

  /** Returns how many limits of subjects are remembered. */
  long held() {
    return refusals.estimatedSize();
  }

  /**
   * Returns what the store would answer to an acquisition at {@code now}, if it is known that it
   * would refuse it. It says nothing of limits other than those that are known to refuse: these may
   * have room or not, and so no wait is told that is longer than the store's.
   */
  @Nullable Outcome find(Acquisition acquisition, long now) {
    if (refusals.asMap().isEmpty()) {
      return null;
    }
    List<LimitStatus> known = new ArrayList<>(0);
    for (Demand demand : acquisition.demands()) {
      if (demand.enforced() && demand.amount() > demand.max()) {
        return null; // The store tells that no wait helps.
      }
      if (isKnowable(demand)) {
        Refusal refusal = refusals.getIfPresent(Key.of(demand));
        if (refusal != null && refusal.holds(demand, !acquisition.retryKey().isEmpty(), now)) {
          known.add(refusal.status(demand, now));
        }
      }
    }
    if (known.isEmpty()) {
      return null;
    }
    answered.increment();
    return new Outcome(acquisition.decisionId(), false, false, false, known);
  }

  /** Asks the store, always, and remembers what it says. */
  @Override
  public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
    long before = releases.get();
    return store
        .acquire(acquisition, now)
        .thenApply(
            outcome -> {
              learn(acquisition, outcome, before, now);
              return outcome;
            });
  }

  @Override
  public CompletionStage<Boolean> settle(Usage usage, long now) {
    return store.settle(usage, now);
  }

  @Override
  public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
    forgetReleased(acquisition);
    return store
        .release(acquisition, acquiredAt, now)
        .whenComplete((done, failure) -> forgetReleased(acquisition));
  }

  private void learn(Acquisition acquisition, Outcome outcome, long before, long now) {
    if (outcome.repeated()) {
      return;
    }
    if (outcome.admitted()) {
      // Counted all the same, under another max: there is room later than was said.
      forget(acquisition);
      return;
    }
    List<Demand> demands = acquisition.demands();
    long longest = outcome.retryAfterMillis(demands);
    int tag = DecisionId.tag(acquisition.decisionId());
    for (int i = 0; i < demands.size(); i++) {
      Demand demand = demands.get(i);
      LimitStatus status = outcome.limits().get(i);
      if (isKnowable(demand)
          && demand.subject().tag() == tag
          && status.exceeded()
          && status.retryAfterMillis() == longest
          && longest != LimitStatus.NEVER) {
        Refusal refusal = Refusal.of(status, now);
        refusals
            .asMap()
            .compute(
                Key.of(demand),
                (key, earlier) -> releases.get() == before ? refusal.after(earlier) : earlier);
      }
    }
  }

  private void forgetReleased(Acquisition acquisition) {
    releases.incrementAndGet();
    forget(acquisition);
  }

  private void forget(Acquisition acquisition) {
    if (refusals.asMap().isEmpty()) {
      return;
    }
    for (Demand demand : acquisition.demands()) {
      if (demand.limit().measure() == Measure.REQUESTS) {
        refusals.asMap().remove(Key.of(demand));
      }
    }
  }

  /** The amount of all requests is 1; one that is more would have to wait for longer. */
  private static boolean isKnowable(Demand demand) {
    return demand.conclusive()
        && demand.limit().measure() == Measure.REQUESTS
        && demand.amount() == 1;
  }

  private record Key(Subject subject, LimitSpec limit) {
    static Key of(Demand demand) {
      return new Key(demand.subject(), demand.limit());
    }
  }
}
