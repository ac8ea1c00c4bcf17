package dev.weir.store.fallback;

import dev.weir.limit.Acquisition;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import dev.weir.limit.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store that replicas share, which can be gone, or hold back what it answers. */
final class HoldingStore implements LimitStore {
  final LimitStore store;
  final List<Acquisition> asked = new ArrayList<>();
  private final List<Runnable> answers = new ArrayList<>();
  private final List<Runnable> releases = new ArrayList<>();
  boolean holdsAnswers;
  boolean holdsReleases;
  boolean gone;

  HoldingStore(LimitStore store) {
    this.store = store;
  }

  void answer() {
    holdsAnswers = false;
    answers.forEach(Runnable::run);
  }

  void release() {
    holdsReleases = false;
    releases.forEach(Runnable::run);
  }

  @Override
  public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
    asked.add(acquisition);
    if (gone) {
      return CompletableFuture.failedStage(new IllegalStateException("gone"));
    }
    CompletionStage<Outcome> outcome = store.acquire(acquisition, now);
    if (!holdsAnswers) {
      return outcome;
    }
    CompletableFuture<Outcome> later = new CompletableFuture<>();
    answers.add(() -> later.complete(outcome.toCompletableFuture().join()));
    return later;
  }

  @Override
  public CompletionStage<Boolean> settle(Usage usage, long now) {
    return store.settle(usage, now);
  }

  @Override
  public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
    if (!holdsReleases) {
      return store.release(acquisition, acquiredAt, now);
    }
    CompletableFuture<Void> later = new CompletableFuture<>();
    releases.add(
        () ->
            store
                .release(acquisition, acquiredAt, now)
                .whenComplete((done, failure) -> later.complete(null)));
    return later;
  }
}
