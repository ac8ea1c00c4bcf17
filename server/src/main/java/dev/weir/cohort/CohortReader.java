package dev.weir.cohort;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads many cohorts from a store, some at a time. */
public final class CohortReader {
  private static final int BATCH = 256;

  private CohortReader() {}

  /** Returns those of the cohorts that anything is known of. */
  public static CompletionStage<Map<Cohort.Key, Cohort>> find(
      CohortStore store, List<Cohort.Key> keys) {
    return find(store, keys, new HashMap<>());
  }

  private static CompletionStage<Map<Cohort.Key, Cohort>> find(
      CohortStore store, List<Cohort.Key> keys, Map<Cohort.Key, Cohort> known) {
    if (keys.isEmpty()) {
      return CompletableFuture.completedStage(known);
    }
    int size = Math.min(BATCH, keys.size());
    List<CompletableFuture<Optional<Cohort>>> found = new ArrayList<>(size);
    for (Cohort.Key key : keys.subList(0, size)) {
      found.add(store.find(key).toCompletableFuture());
    }
    return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
        .thenCompose(
            done -> {
              for (CompletableFuture<Optional<Cohort>> one : found) {
                one.join().ifPresent(cohort -> known.put(cohort.key(), cohort));
              }
              return find(store, keys.subList(size, keys.size()), known);
            });
  }
}
