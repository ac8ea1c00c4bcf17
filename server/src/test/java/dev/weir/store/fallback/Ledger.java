package dev.weir.store.fallback;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import dev.weir.limit.Usage;
import dev.weir.store.StoreException;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** The store that replicas share, which keeps a record of what it is asked. Not thread-safe. */
final class Ledger implements LimitStore {
  private final LimitStore store = new MemoryStore(() -> 0, MemoryConfig.defaults()).limits();
  private final List<Acquisition> asked = new ArrayList<>();
  private final BiConsumer<Acquisition, Outcome> answered;
  private int calls;
  private long counted;
  private boolean gone;
  private CompletionStage<Void> before = CompletableFuture.completedStage(null);

  Ledger() {
    this((acquisition, outcome) -> {});
  }

  /** Tells {@code answered} what it answers to acquisitions. */
  Ledger(BiConsumer<Acquisition, Outcome> answered) {
    this.answered = answered;
  }

  /** From now on, acquisitions are looked at only when a stage is completed. */
  void answersAfter(CompletionStage<Void> stage) {
    before = stage;
  }

  void gone(boolean now) {
    gone = now;
  }

  /** Returns how often it was called, for whatever. */
  int calls() {
    return calls;
  }

  /** Returns what was counted and not given back, of all limits together. */
  long counted() {
    return counted;
  }

  Acquisition lastAsked() {
    return asked.getLast();
  }

  @Override
  public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
    calls++;
    asked.add(acquisition);
    if (gone) {
      return CompletableFuture.failedStage(StoreException.unavailable("gone", null));
    }
    return before
        .thenCompose(done -> store.acquire(acquisition, now))
        .thenApply(
            outcome -> {
              counted += outcome.admitted() && !outcome.repeated() ? amount(acquisition) : 0;
              answered.accept(acquisition, outcome);
              return outcome;
            });
  }

  @Override
  public CompletionStage<Boolean> settle(Usage usage, long now) {
    calls++;
    return store.settle(usage, now);
  }

  @Override
  public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
    calls++;
    counted -= amount(acquisition);
    return store.release(acquisition, acquiredAt, now);
  }

  private static long amount(Acquisition acquisition) {
    return acquisition.demands().stream().mapToLong(Demand::amount).sum();
  }
}
