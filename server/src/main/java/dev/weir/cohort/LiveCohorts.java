package dev.weir.cohort;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import dev.weir.account.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Observes, and knows what is held of cohorts, from memory. Three things are done now and then, by
 * whoever owns it: {@link #flush}, {@link #assess} and {@link #refresh}. Thread-safe.
 *
 * <p>A sighting is written once in an hour for each account and cohort, or when what is known of
 * the account changed, so that a busy account costs the store nothing.
 */
public final class LiveCohorts implements Cohorts {
  private static final int MOST_ASSESSED = 10_000;
  private static final HashFunction HASH = Hashing.murmur3_128();
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  private final CohortStore store;
  private final Assessor assessor;
  private final Level asked;
  private final BlockingQueue<Sighting> waiting;
  private final LongAdder dropped = new LongAdder();
  private final Cache<Met, Member> met;

  /** Accounts that were asked and have not answered, and when they were asked. */
  private final Cache<Long, Long> silent;

  private volatile Map<Cohort.Key, Cohort> standing = Map.of();

  /** An account in a cohort. */
  private record Met(Cohort.Key key, long member) {}

  /**
   * Creates an observer that has seen nothing.
   *
   * @param mostWaiting how many sightings wait to be written at most
   * @param mostMet how many accounts in cohorts are remembered, so as not to write them again
   */
  public LiveCohorts(CohortStore store, int mostWaiting, long mostMet) {
    AssessmentConfig config = AssessmentConfig.defaults();
    this.store = store;
    this.assessor = new Assessor(config, ChallengeTest.defaults());
    this.asked = config.asked();
    this.waiting = new ArrayBlockingQueue<>(mostWaiting);
    this.met = Caffeine.newBuilder().maximumSize(mostMet).executor(Runnable::run).build();
    this.silent = Caffeine.newBuilder().maximumSize(mostMet).executor(Runnable::run).build();
  }

  /** Returns how many sightings found no room. */
  public long dropped() {
    return dropped.sum();
  }

  @Override
  public Regard regard(String accountId, Level level, List<Cohort.Key> traits) {
    Map<Cohort.Key, Cohort> known = standing;
    if (known.isEmpty()) {
      return Regard.NONE;
    }
    long id = 0;
    List<Cohort> cohorts = List.of();
    boolean ask = false;
    boolean blocked = false;
    for (int i = 0; i < traits.size(); i++) {
      Cohort cohort = known.get(traits.get(i));
      if (cohort == null) {
        continue;
      }
      id = id == 0 ? id(accountId) : id;
      cohorts = cohorts.isEmpty() ? new ArrayList<>(2) : cohorts;
      cohorts.add(cohort);
      ask |= asks(cohort, id);
      blocked |= cohort.standing() == Standing.BLOCKED;
    }
    boolean verified = level.compareTo(asked) >= 0;
    if (!verified && !ask && silent.estimatedSize() > 0) {
      ask = silent.getIfPresent(id == 0 ? id(accountId) : id) != null;
    }
    return cohorts.isEmpty() && !ask ? Regard.NONE : new Regard(ask && !verified, blocked, cohorts);
  }

  @Override
  public void observe(Seen seen, List<Cohort.Key> traits) {
    long id = id(seen.accountId());
    boolean verified = seen.level().compareTo(asked) >= 0;
    if (verified) {
      silent.invalidate(id);
    } else if (seen.asked()) {
      silent.asMap().putIfAbsent(id, seen.at());
    }
    Long askedAt = silent.getIfPresent(id);
    Member member =
        new Member(
            id,
            seen.level(),
            seen.createdAt(),
            seen.prepaid(),
            seen.proxied(),
            seen.at(),
            seen.at(),
            1,
            askedAt == null ? 0 : askedAt,
            false);
    for (int i = 0; i < traits.size(); i++) {
      meet(traits.get(i), member);
    }
  }

  /** Writes what was seen since. Returns when the store has it. */
  public CompletionStage<Void> flush() {
    List<Sighting> batch = new ArrayList<>(waiting.size());
    waiting.drainTo(batch);
    return store.observe(batch);
  }

  /**
   * Judges the cohorts that changed, and those that are probed, since silence says more the longer
   * it lasts. For one replica at a time, though two do no harm.
   */
  public CompletionStage<Void> assess(long now) {
    return store
        .population()
        .thenCombine(due(), (population, cohorts) -> judge(cohorts, Population.of(population), now))
        .thenCompose(store::judge);
  }

  /** Learns what is held of all cohorts, as of now. */
  public CompletionStage<Void> refresh() {
    return store
        .standing()
        .thenAccept(
            cohorts -> {
              Map<Cohort.Key, Cohort> known = new HashMap<>();
              cohorts.forEach(cohort -> known.put(cohort.key(), cohort));
              standing = Map.copyOf(known);
            });
  }

  private CompletionStage<Collection<Cohort>> due() {
    return store
        .changed(MOST_ASSESSED)
        .thenCombine(
            store.standing(),
            (changed, standing) -> {
              Map<Cohort.Key, Cohort> due = new LinkedHashMap<>();
              changed.forEach(cohort -> due.put(cohort.key(), cohort));
              standing.stream()
                  .filter(cohort -> cohort.standing() == Standing.PROBING)
                  .forEach(cohort -> due.put(cohort.key(), cohort));
              return due.values();
            });
  }

  /** Returns what is new of them. */
  private List<Judgement> judge(Collection<Cohort> due, Population population, long now) {
    List<Judgement> judgements = new ArrayList<>();
    for (Cohort cohort : due) {
      Judgement judgement = Judgement.of(assessor.assess(cohort, population, now));
      if (!judgement.equals(Judgement.of(cohort))) {
        judgements.add(judgement);
      }
    }
    return judgements;
  }

  private void meet(Cohort.Key key, Member member) {
    Met pair = new Met(key, member.id());
    Member before = met.getIfPresent(pair);
    if (before != null && !isNews(before, member)) {
      met.put(pair, before.merge(member));
      return;
    }
    if (!waiting.offer(new Sighting(key, before == null ? member : since(before, member)))) {
      dropped.increment();
      return;
    }
    met.put(pair, written(member));
  }

  /** Returns a sighting with the requests that were not written yet. */
  private static Member since(Member before, Member member) {
    return member.withRequests(before.requests() + member.requests());
  }

  private static Member written(Member member) {
    return member.withRequests(0);
  }

  private static boolean isNews(Member before, Member now) {
    return now.lastSeen() - before.firstSeen() >= HOUR
        || now.level() != before.level()
        || now.askedAt() != before.askedAt()
        || (now.proxied() && !before.proxied())
        || now.prepaid() != before.prepaid();
  }

  private static boolean asks(Cohort cohort, long id) {
    return switch (cohort.standing()) {
      case CONFIRMED -> true;
      case PROBING -> cohort.probes().contains(id);
      case OBSERVED, CLEARED, EXEMPT, BLOCKED -> false;
    };
  }

  private static long id(String accountId) {
    return HASH.hashString(accountId, StandardCharsets.UTF_8).asLong();
  }
}
