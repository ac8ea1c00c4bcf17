package dev.weir.cohort;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads campaigns from a store. What was read is used again for {@link #FRESH_MILLIS}, so that an
 * impatient operator costs the store no more than a patient one. Thread-safe; blocks no caller.
 */
public final class CampaignReader {
  /** How old what is returned may be. */
  static final long FRESH_MILLIS = 5_000;

  private final CohortStore store;
  private final Supplier<CohortPolicy> policies;
  private final Supplier<Map<String, String>> families;

  // Guarded by this.
  private Read last = new Read(Long.MIN_VALUE / 2, failed());

  private record Read(long at, CompletableFuture<Campaigns> campaigns) {}

  /**
   * Creates a reader.
   *
   * @param families gives the family of each trait of the policy in force, by name
   */
  public CampaignReader(
      CohortStore store, Supplier<CohortPolicy> policies, Supplier<Map<String, String>> families) {
    this.store = store;
    this.policies = policies;
    this.families = families;
  }

  /** Returns all campaigns. */
  public CompletionStage<Campaigns> read(long now) {
    CompletableFuture<Campaigns> started;
    synchronized (this) {
      if (Math.abs(now - last.at) < FRESH_MILLIS && !last.campaigns.isCompletedExceptionally()) {
        return last.campaigns;
      }
      started = new CompletableFuture<>();
      last = new Read(now, started);
    }
    read(Campaigns::counts, now)
        .whenComplete(
            (campaigns, failure) -> {
              if (failure == null) {
                started.complete(campaigns);
              } else {
                started.completeExceptionally(failure);
              }
            });
    return started;
  }

  /** Returns what would be campaigns, had operators not exempted their cohorts. Reads them anew. */
  public CompletionStage<Campaigns> exempted(long now) {
    return read(standing -> standing == Standing.EXEMPT, now);
  }

  /** Lets campaigns be read anew: what is held of their cohorts was changed. */
  public synchronized void forget() {
    last = new Read(Long.MIN_VALUE / 2, failed());
  }

  private CompletionStage<Campaigns> read(Predicate<Standing> counted, long now) {
    return store
        .judgements(0)
        .thenCompose(judgements -> read(keys(judgements, counted), counted, now));
  }

  private static List<Cohort.Key> keys(List<Judgement> judgements, Predicate<Standing> counted) {
    return judgements.stream()
        .filter(judgement -> counted.test(judgement.standing()))
        .sorted(Comparator.comparingLong(Judgement::lastSeen).reversed())
        .map(Judgement::key)
        .toList();
  }

  private CompletionStage<Campaigns> read(
      List<Cohort.Key> keys, Predicate<Standing> counted, long now) {
    int kept = Math.min(keys.size(), CampaignLinker.MOST);
    return CohortReader.find(store, keys.subList(0, kept))
        .thenApply(
            cohorts ->
                Campaigns.of(
                        List.copyOf(cohorts.values()), counted, policies.get(), families.get(), now)
                    .leavingOut(keys.size() - kept));
  }

  private static CompletableFuture<Campaigns> failed() {
    return CompletableFuture.failedFuture(new IllegalStateException("never read"));
  }
}
