package dev.weir.store.fallback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.deadline.Deadlines;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import dev.weir.limit.Usage;
import dev.weir.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in the store, and on this replica where the store does not answer in time; what the store
 * is known to refuse still, it is not asked. An acquisition never fails because of the store.
 * Thread-safe; one thread for all time-outs, no thread for a call.
 */
final class FallbackLimits implements LimitStore {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackLimits.class);

  /** Decisions counted here whose release may still come: it comes at once or not at all. */
  private static final int REMEMBERED = 100_000;

  /** Longer than any request takes; after an outage, nothing of it is to be held for ever. */
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

  private final KnownRefusals primary;
  private final LimitStore local;
  private final Circuit circuit;
  private final Deadlines deadlines;
  private final double share;

  /**
   * With the attempt at the store, where that may still grant it or has: few, and they are large.
   */
  private final Cache<String, Optional<Attempt>> countedHere =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(REMEMBERED_FOR).build();

  private final LongAdder localCount = new LongAdder();
  private final LongAdder lateCount = new LongAdder();

  FallbackLimits(
      LimitStore primary, LimitStore local, Circuit circuit, Deadlines deadlines, double share) {
    this.primary = new KnownRefusals(primary);
    this.local = local;
    this.circuit = circuit;
    this.deadlines = deadlines;
    this.share = share;
  }

  long localCount() {
    return localCount.sum();
  }

  long knownCount() {
    return primary.answered();
  }

  long lateCount() {
    return lateCount.sum();
  }

  @Override
  public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
    // Before the circuit, which judges the store by what the store itself answered.
    Outcome known = primary.find(acquisition, now);
    if (known != null) {
      return CompletableFuture.completedStage(known);
    }
    Attempt attempt = new Attempt(acquisition, now, primary);
    if (acquisition.timeoutNanos() <= 0 || !circuit.isClosed()) {
      attempt.claim();
      countHere(attempt, false, acquisition, now);
      return attempt.answer();
    }
    // Before the store is asked: the caller's time runs while a command is written, too.
    limitTime(attempt, acquisition, now);
    long start = System.nanoTime();
    CompletionStage<Outcome> asked = primary.acquire(acquisition, now);
    asked.whenComplete(
        (outcome, failure) -> {
          long nanos = System.nanoTime() - start;
          if (!attempt.claim()) {
            late(attempt, outcome, failure);
            return;
          }
          if (failure == null) {
            circuit.succeeded(nanos);
            attempt.complete(outcome);
          } else {
            circuit.failed(nanos, failure);
            // Nothing comes late any more. What was counted there nevertheless stays: too strict,
            // never too lenient.
            countHere(attempt, false, acquisition, now);
          }
        });
    return attempt.answer();
  }

  @Override
  public CompletionStage<Boolean> settle(Usage usage, long now) {
    // A decision whose late answer came after all is in both.
    return local
        .settle(usage, now)
        .thenCompose(
            here ->
                circuit.isClosed()
                    ? primary.settle(usage, now).thenApply(there -> here || there)
                    : here
                        ? CompletableFuture.completedStage(true)
                        : CompletableFuture.failedStage(outOfReach()));
  }

  @Override
  public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
    Optional<Attempt> counted = countedHere.asMap().remove(acquisition.decisionId());
    if (counted == null) {
      return primary.release(acquisition, acquiredAt, now);
    }
    CompletionStage<Void> here = local.release(scaled(acquisition), acquiredAt, now);
    return counted.isEmpty() ? here : here.thenCompose(done -> counted.get().revoke());
  }

  /** Counts in the store, and nowhere else: fails where it cannot be relied on. */
  CompletionStage<Outcome> lend(Acquisition slice, long now) {
    if (!circuit.isClosed()) {
      return CompletableFuture.failedStage(outOfReach());
    }
    long start = System.nanoTime();
    return primary
        .acquire(slice, now)
        .whenComplete(
            (outcome, failure) -> {
              if (failure == null) {
                circuit.succeeded(System.nanoTime() - start);
              } else {
                circuit.failed(System.nanoTime() - start, failure);
              }
            });
  }

  private void limitTime(Attempt attempt, Acquisition acquisition, long now) {
    if (acquisition.timeoutNanos() == Long.MAX_VALUE) {
      return;
    }
    deadlines.add(
        new Deadlines.Call() {
          @Override
          public boolean isDone() {
            return attempt.isClaimed();
          }

          @Override
          public void timeOver() {
            if (attempt.claim()) {
              circuit.timedOut(acquisition.timeoutNanos());
              countHere(attempt, true, acquisition, now);
            }
          }
        },
        acquisition.timeoutNanos());
  }

  /**
   * Counts on this replica.
   *
   * @param pending whether the store was asked and may still grant it
   */
  private void countHere(Attempt attempt, boolean pending, Acquisition acquisition, long now) {
    localCount.increment();
    local
        .acquire(scaled(acquisition), now)
        .whenComplete(
            (outcome, failure) -> {
              if (outcome != null && outcome.admitted() && !outcome.repeated()) {
                countedHere.put(
                    outcome.decisionId(), pending ? Optional.of(attempt) : Optional.empty());
              }
              attempt.completeLocally(outcome, failure);
            });
  }

  private void late(Attempt attempt, Outcome outcome, Throwable failure) {
    lateCount.increment();
    if (failure != null) {
      LOG.debug("The store failed a call that was answered without it", failure);
      return;
    }
    attempt
        .late(outcome)
        .whenComplete(
            (done, lost) -> {
              if (lost != null) {
                // It stays counted until its window forgets it: too strict, never too lenient.
                LOG.warn("What the store granted too late was not given back: {}", lost.toString());
              }
            });
  }

  private Acquisition scaled(Acquisition acquisition) {
    return share == 1
        ? acquisition
        : acquisition.withDemands(acquisition.demands().stream().map(this::scaled).toList());
  }

  /** At least 1: on a limit smaller than the number of replicas, each would grant nothing. */
  private Demand scaled(Demand demand) {
    return demand.max() == 0 ? demand : demand.withMax(Math.max(1, (long) (demand.max() * share)));
  }

  private static StoreException outOfReach() {
    return StoreException.unavailable("the store cannot be reached", null);
  }
}
