package dev.weir.store;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import dev.weir.limit.Usage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;

/**
 * What a {@link LimitStore} has to answer, by its definition and nothing else: it keeps all that
 * was ever counted, adds it up in numbers without bounds, and finds every wait by trying. Not
 * thread-safe.
 */
final class ModelLimitStore implements LimitStore {
  private record Key(String subject, LimitSpec limit) {}

  private record Held(Acquisition acquisition, List<Long> places, long expiresAt) {}

  private record Kept(Outcome outcome, long expiresAt) {}

  private final Map<Key, Counted> counted = new HashMap<>();
  private final Map<String, Held> reservations = new HashMap<>();
  private final Map<String, Kept> retries = new HashMap<>();

  @Override
  public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
    Kept kept = retries.get(acquisition.retryKey());
    if (kept != null && now < kept.expiresAt && !isOwnRefusal(kept.outcome, acquisition)) {
      Outcome first = kept.outcome;
      return done(new Outcome(first.decisionId(), first.admitted(), true, false, first.limits()));
    }
    List<Boolean> exceeded = new ArrayList<>();
    boolean admitted = true;
    for (Demand demand : acquisition.demands()) {
      boolean fits = of(demand).used(now) + demand.amount() <= demand.max();
      exceeded.add(!fits);
      admitted &= fits || !demand.enforced();
    }
    if (admitted) {
      List<Long> places = new ArrayList<>();
      for (Demand demand : acquisition.demands()) {
        places.add(of(demand).count(demand.amount(), now));
      }
      if (acquisition.demands().stream().anyMatch(demand -> demand.limit().settles())) {
        long expiresAt = now + acquisition.reservationMillis();
        reservations.put(acquisition.decisionId(), new Held(acquisition, places, expiresAt));
      }
    }
    List<LimitStatus> limits = new ArrayList<>();
    long retryAfter = 0;
    for (int i = 0; i < exceeded.size(); i++) {
      Demand demand = acquisition.demands().get(i);
      LimitStatus status = of(demand).status(demand, exceeded.get(i), now);
      limits.add(status);
      if (demand.enforced()) {
        retryAfter = Math.max(retryAfter, status.retryAfterMillis());
      }
    }
    Outcome outcome = new Outcome(acquisition.decisionId(), admitted, false, false, limits);
    if (!acquisition.retryKey().isEmpty()) {
      long kept2 = admitted ? RETRY_MILLIS : Math.min(RETRY_MILLIS, retryAfter);
      retries.put(acquisition.retryKey(), new Kept(outcome, now + kept2));
    }
    return done(outcome);
  }

  @Override
  public CompletionStage<Boolean> settle(Usage usage, long now) {
    Held held = reservations.get(usage.decisionId());
    if (held == null || now >= held.expiresAt) {
      return done(false);
    }
    reservations.remove(usage.decisionId());
    for (int i = 0; i < held.places.size(); i++) {
      Demand demand = held.acquisition.demands().get(i);
      if (demand.limit().settles()) {
        long used = demand.settledAmount(usage.inputTokens(), usage.outputTokens());
        of(demand).giveBack(held.places.get(i), Math.max(0, demand.amount() - used));
        of(demand).count(Math.max(0, used - demand.amount()), now);
      }
    }
    return done(true);
  }

  @Override
  public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
    Held found = reservations.get(acquisition.decisionId());
    Held held = found != null && now < found.expiresAt ? found : null;
    for (int i = 0; i < acquisition.demands().size(); i++) {
      Demand demand = acquisition.demands().get(i);
      long place = of(demand).place(acquiredAt);
      if (held != null && demand.limit().settles()) {
        place = held.places.get(i);
      }
      of(demand).giveBack(place, demand.amount());
    }
    if (held != null) {
      reservations.remove(acquisition.decisionId());
    }
    Kept kept = retries.get(acquisition.retryKey());
    if (kept != null && kept.outcome.decisionId().equals(acquisition.decisionId())) {
      retries.remove(acquisition.retryKey());
    }
    return CompletableFuture.completedFuture(null);
  }

  private static boolean isOwnRefusal(Outcome first, Acquisition acquisition) {
    return !first.admitted() && first.decisionId().equals(acquisition.decisionId());
  }

  private Counted of(Demand demand) {
    return counted.computeIfAbsent(
        new Key(demand.subject().key(), demand.limit()), key -> new Counted(key.limit));
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  /**
   * All that was ever counted of one limit for one subject, by place: a bucket's number, or a
   * millisecond.
   */
  private static final class Counted {
    private final LimitSpec limit;
    private final NavigableMap<Long, Long> amounts = new TreeMap<>();
    private long latest;

    Counted(LimitSpec limit) {
      this.limit = limit;
    }

    private boolean isBucketed() {
      return limit.algorithm() == Algorithm.SLIDING_WINDOW;
    }

    long place(long now) {
      return isBucketed() ? Math.floorDiv(now, limit.windowMillis()) : now;
    }

    long count(long amount, long now) {
      long place = Math.max(latest, place(now));
      if (amount > 0) {
        amounts.merge(place, amount, Long::sum);
        latest = place;
      }
      return place;
    }

    void giveBack(long place, long amount) {
      amounts.computeIfPresent(place, (key, held) -> Math.max(0, held - amount));
    }

    long used(long now) {
      return isBucketed() ? usedOfBuckets(now) : usedOfLog(now);
    }

    private long usedOfBuckets(long now) {
      long window = limit.windowMillis();
      long bucket = Math.max(latest, place(now));
      long elapsed = Math.max(0, now - bucket * window);
      long remaining = window - elapsed / limit.resolutionMillis() * limit.resolutionMillis();
      BigInteger[] share =
          BigInteger.valueOf(amounts.getOrDefault(bucket - 1, 0L))
              .multiply(BigInteger.valueOf(remaining))
              .divideAndRemainder(BigInteger.valueOf(window));
      return amounts.getOrDefault(bucket, 0L) + share[0].longValueExact() + share[1].signum();
    }

    private long usedOfLog(long now) {
      long start = Math.max(latest, now) - limit.windowMillis();
      return amounts.tailMap(start, false).values().stream().mapToLong(Long::longValue).sum();
    }

    LimitStatus status(Demand demand, boolean exceeded, long now) {
      long retryAfter = 0;
      if (exceeded) {
        retryAfter =
            demand.amount() > demand.max()
                ? LimitStatus.NEVER
                : shortest(wait -> used(now + wait) + demand.amount() <= demand.max());
      }
      return new LimitStatus(
          limit.name(),
          demand.max(),
          Math.max(0, demand.max() - used(now)),
          exceeded,
          retryAfter,
          shortest(wait -> used(now + wait) == 0),
          limit.algorithm() == Algorithm.SLOTS ? 0 : limit.windowMillis());
    }

    /** Returns the shortest wait that is enough, where every longer one is too. */
    private long shortest(LongPredicate isEnough) {
      long enough = 3 * limit.windowMillis();
      while (!isEnough.test(enough)) {
        enough *= 2;
      }
      long low = 0;
      while (low < enough) {
        long middle = (low + enough) >>> 1;
        if (isEnough.test(middle)) {
          enough = middle;
        } else {
          low = middle + 1;
        }
      }
      return enough;
    }
  }
}
