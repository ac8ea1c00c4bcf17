package dev.weir.store.fallback;

import dev.weir.limit.Acquisition;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One acquisition that the store was asked for, until it answers or the caller can wait no longer.
 * Whichever comes first answers the caller; what the store then still grants is given back unless
 * the caller was granted it here as well. Thread-safe.
 */
final class Attempt {
  private final Acquisition acquisition;
  private final long now;
  private final LimitStore primary;
  private final CompletableFuture<Outcome> answer = new CompletableFuture<>();
  private final CompletableFuture<Boolean> kept = new CompletableFuture<>();
  private final AtomicBoolean answered = new AtomicBoolean();

  /** Guarded by this, as is the next: whether the store counts it beside this replica. */
  private boolean countedTwice;

  private boolean revoked;

  Attempt(Acquisition acquisition, long now, LimitStore primary) {
    this.acquisition = acquisition;
    this.now = now;
    this.primary = primary;
  }

  CompletionStage<Outcome> answer() {
    return answer;
  }

  /** Claims the right to answer the caller; true for one claim only. */
  boolean claim() {
    return answered.compareAndSet(false, true);
  }

  /** Returns whether there was a claim. */
  boolean isClaimed() {
    return answered.get();
  }

  /** Answers with what the store said. */
  void complete(Outcome outcome) {
    answer.complete(outcome);
  }

  /** Answers with what this replica says instead. */
  void completeLocally(@Nullable Outcome outcome, @Nullable Throwable failure) {
    if (outcome == null) {
      kept.complete(false);
      answer.completeExceptionally(
          failure == null ? new IllegalStateException("no outcome") : failure);
    } else {
      kept.complete(outcome.admitted());
      answer.complete(outcome.asLocal());
    }
  }

  /**
   * Settles with what the store said after this replica had answered.
   *
   * @return when what the store counted agrees with the answer that was given
   */
  CompletionStage<Void> late(Outcome outcome) {
    if (!outcome.admitted() || outcome.repeated()) {
      return CompletableFuture.completedStage(null);
    }
    return kept.thenCompose(admitted -> admitted && keep() ? nothing() : giveBack());
  }

  /**
   * Takes back what this replica granted: what the store has granted as well, or grants still, is
   * given back.
   *
   * @return when what the store had granted by now is given back
   */
  CompletionStage<Void> revoke() {
    boolean granted;
    synchronized (this) {
      granted = countedTwice;
      countedTwice = false;
      revoked = true;
    }
    return granted ? giveBack() : nothing();
  }

  private synchronized boolean keep() {
    countedTwice = !revoked;
    return countedTwice;
  }

  private CompletionStage<Void> giveBack() {
    return primary.release(acquisition, now, now);
  }

  private static CompletionStage<Void> nothing() {
    return CompletableFuture.completedStage(null);
  }
}
