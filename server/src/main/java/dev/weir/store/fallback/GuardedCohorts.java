package dev.weir.store.fallback;

import dev.weir.cohort.Answer;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Sample;
import dev.weir.cohort.Sighting;
import dev.weir.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Cohorts of the primary; while it is out of reach, calls fail without being sent. There is no
 * falling back: what one replica sees by itself is no cohort. How long calls take says nothing of
 * the primary, since one is about many cohorts, so none is judged by them. Thread-safe.
 */
record GuardedCohorts(CohortStore primary, Circuit circuit) implements CohortStore {
  @Override
  public CompletionStage<Void> observe(List<Sighting> sightings, long now) {
    return ask(() -> primary.observe(sightings, now));
  }

  @Override
  public CompletionStage<Sample> population() {
    return ask(primary::population);
  }

  @Override
  public CompletionStage<List<Cohort>> due(int most, long now) {
    return ask(() -> primary.due(most, now));
  }

  @Override
  public CompletionStage<Void> assessed(List<Cohort.Key> keys) {
    return ask(() -> primary.assessed(keys));
  }

  @Override
  public CompletionStage<Void> judge(List<Judgement> judgements, long now) {
    return ask(() -> primary.judge(judgements, now));
  }

  /** Is always sent: what an operator asks has no budget, and deserves the real error. */
  @Override
  public CompletionStage<Void> dispose(List<Judgement> judgements, long now) {
    return primary.dispose(judgements, now);
  }

  @Override
  public CompletionStage<List<Judgement>> judgements(long since) {
    return ask(() -> primary.judgements(since));
  }

  /** Is always sent, like {@link #dispose}. */
  @Override
  public CompletionStage<Optional<Cohort>> find(Cohort.Key key) {
    return primary.find(key);
  }

  @Override
  public CompletionStage<List<Claim>> claim(List<Claim> claims, long now) {
    return ask(() -> primary.claim(claims, now));
  }

  @Override
  public CompletionStage<Void> answer(List<Answer> answers, long now) {
    return ask(() -> primary.answer(answers, now));
  }

  @Override
  public CompletionStage<List<Answer>> answers(long since) {
    return ask(() -> primary.answers(since));
  }

  @Override
  public CompletionStage<Boolean> lead(String replica, long millis, long now) {
    return ask(() -> primary.lead(replica, millis, now));
  }

  @Override
  public CompletionStage<byte[]> key(byte[] offered) {
    return ask(() -> primary.key(offered));
  }

  private <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> call) {
    return circuit.isClosed()
        ? call.get()
        : CompletableFuture.failedStage(
            StoreException.unavailable("the store cannot be reached", null));
  }
}
