package dev.weir.replay;

import dev.weir.cohort.Answer;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Sample;
import dev.weir.cohort.Sighting;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Uses another store on a thread of its own, one call after the other, so that cohorts are learned
 * and judged while requests are decided, as a server does it. Thread-safe.
 */
final class BackgroundCohorts implements CohortStore, AutoCloseable {
  private final CohortStore store;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("cohorts").factory());

  /**
   * Creates a store in front of another.
   *
   * @param store answers at once
   */
  BackgroundCohorts(CohortStore store) {
    this.store = store;
  }

  @Override
  public CompletionStage<Void> observe(List<Sighting> sightings, long now) {
    return later(() -> store.observe(sightings, now));
  }

  @Override
  public CompletionStage<Sample> population() {
    return later(store::population);
  }

  @Override
  public CompletionStage<List<Cohort>> due(int most, long now) {
    return later(() -> store.due(most, now));
  }

  @Override
  public CompletionStage<Void> assessed(List<Cohort.Key> keys) {
    return later(() -> store.assessed(keys));
  }

  @Override
  public CompletionStage<Void> judge(List<Judgement> judgements, long now) {
    return later(() -> store.judge(judgements, now));
  }

  @Override
  public CompletionStage<Void> dispose(List<Judgement> judgements, long now) {
    return later(() -> store.dispose(judgements, now));
  }

  @Override
  public CompletionStage<List<Judgement>> judgements(long since) {
    return later(() -> store.judgements(since));
  }

  @Override
  public CompletionStage<Optional<Cohort>> find(Cohort.Key key) {
    return later(() -> store.find(key));
  }

  @Override
  public CompletionStage<List<Claim>> claim(List<Claim> claims, long now) {
    return later(() -> store.claim(claims, now));
  }

  @Override
  public CompletionStage<Void> answer(List<Answer> answers, long now) {
    return later(() -> store.answer(answers, now));
  }

  @Override
  public CompletionStage<List<Answer>> answers(long since) {
    return later(() -> store.answers(since));
  }

  @Override
  public CompletionStage<Boolean> lead(String replica, long millis, long now) {
    return later(() -> store.lead(replica, millis, now));
  }

  @Override
  public CompletionStage<byte[]> key(byte[] offered) {
    return later(() -> store.key(offered));
  }

  /** Does something once a stage is done, on the same thread. */
  <T> CompletionStage<T> then(CompletionStage<?> stage, Supplier<CompletionStage<T>> next) {
    return stage.thenComposeAsync(done -> next.get(), thread);
  }

  /** Ends the thread. What was begun is ended, and nothing can be called any more. */
  @Override
  public void close() {
    thread.shutdown();
  }

  private <T> CompletionStage<T> later(Supplier<CompletionStage<T>> call) {
    return CompletableFuture.supplyAsync(call, thread).thenCompose(stage -> stage);
  }
}
