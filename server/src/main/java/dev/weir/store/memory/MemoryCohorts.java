package dev.weir.store.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.Sample;
import dev.weir.cohort.Sighting;
import dev.weir.cohort.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps cohorts in memory. Those of which something is held are kept apart from those that are only
 * observed, so that a flood of new values cannot push them out; of the observed, those that were
 * not seen for longest make room.
 */
final class MemoryCohorts implements CohortStore {
  // All guarded by this.
  private final Cache<Cohort.Key, Cohort> observed;
  private final Map<Cohort.Key, Cohort> standing = new HashMap<>();
  private final LinkedHashSet<Cohort.Key> changed = new LinkedHashSet<>();
  private Sample population = Sample.empty(POPULATION_SAMPLE);

  /**
   * Creates an empty store.
   *
   * @param mostObserved how many cohorts are kept of which nothing is held
   */
  MemoryCohorts(long mostObserved) {
    observed = Caffeine.newBuilder().maximumSize(mostObserved).executor(Runnable::run).build();
  }

  @Override
  public synchronized CompletionStage<Void> observe(List<Sighting> sightings) {
    for (Sighting sighting : sightings) {
      Cohort.Key key = sighting.key();
      Member member = sighting.member();
      population = population.with(member);
      Cohort before = find(key, member.firstSeen());
      Cohort after = before.with(member);
      put(after);
      if (after.sample().size() > 1 && after.sample().contains(member.id())) {
        changed.add(key);
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletionStage<Sample> population() {
    return CompletableFuture.completedFuture(population);
  }

  @Override
  public synchronized CompletionStage<List<Cohort>> changed(int most) {
    List<Cohort> found = new ArrayList<>();
    var keys = changed.iterator();
    while (found.size() < most && keys.hasNext()) {
      found.add(find(keys.next(), 0));
      keys.remove();
    }
    return CompletableFuture.completedFuture(found);
  }

  @Override
  public synchronized CompletionStage<List<Cohort>> standing() {
    return CompletableFuture.completedFuture(List.copyOf(standing.values()));
  }

  @Override
  public synchronized CompletionStage<Void> judge(List<Judgement> judgements) {
    for (Judgement judgement : judgements) {
      Cohort before = find(judgement.key(), judgement.since());
      put(before.judged(judgement));
    }
    return CompletableFuture.completedFuture(null);
  }

  private Cohort find(Cohort.Key key, long now) {
    Cohort held = standing.get(key);
    if (held == null) {
      held = observed.getIfPresent(key);
    }
    return held == null ? Cohort.empty(key, SAMPLE, now) : held;
  }

  private void put(Cohort cohort) {
    if (cohort.standing() == Standing.OBSERVED) {
      standing.remove(cohort.key());
      observed.put(cohort.key(), cohort);
    } else {
      observed.invalidate(cohort.key());
      standing.put(cohort.key(), cohort);
    }
  }
}
