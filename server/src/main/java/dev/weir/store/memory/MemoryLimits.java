package dev.weir.store.memory;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Counter;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.Usage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Counts limits in memory. State is cut into 64 stripes, each under a lock; what a call touches is
 * a set of stripes, one bit each, which are locked in ascending order, so that no two calls wait
 * for each other in a circle and each is atomic over everything that it touches. A subject's stripe
 * follows from its tag: an organization's limits are under one lock.
 */
final class MemoryLimits implements LimitStore {
  private static final int STRIPES = Long.SIZE;

  /** Of each of a stripe's tables: no call waits long for its lock. */
  private static final int LOOKED_AT = 256;

  private final Population subjects;
  private final Population reservations;
  private final Population retries;
  private final Stripe[] stripes = new Stripe[STRIPES];

  MemoryLimits(MemoryConfig config) {
    subjects = new Population(config.maxSubjects());
    reservations = new Population(config.maxReservations());
    retries = new Population(config.maxRetries());
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(subjects, reservations, retries);
    }
  }

  Population subjects() {
    return subjects;
  }

  Population reservations() {
    return reservations;
  }

  Population retries() {
    return retries;
  }

  /** Drops some of what expired, whatever was added: of each stripe at most so much at once. */
  void tidy(long now) {
    for (Stripe stripe : stripes) {
      stripe.lock();
      try {
        stripe.tidy(now, LOOKED_AT);
      } finally {
        stripe.unlock();
      }
    }
  }

  @Override
  public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
    long touched = touched(acquisition);
    lock(touched);
    try {
      Outcome earlier = earlier(acquisition, now);
      return CompletableFuture.completedFuture(
          earlier == null ? decide(acquisition, touched, now) : earlier);
    } finally {
      unlock(touched);
    }
  }

  @Override
  public CompletionStage<Boolean> settle(Usage usage, long now) {
    Reservation reservation = take(usage.decisionId(), now);
    if (reservation == null) {
      return CompletableFuture.completedFuture(false);
    }
    List<Demand> demands = reservation.demands();
    long touched = touched(demands);
    lock(touched);
    try {
      for (int i = 0; i < demands.size(); i++) {
        Demand demand = demands.get(i);
        long used = demand.settledAmount(usage.inputTokens(), usage.outputTokens());
        settle(demand, reservation.place(i), used, now);
      }
      tidy(touched, now);
    } finally {
      unlock(touched);
    }
    return CompletableFuture.completedFuture(true);
  }

  @Override
  public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
    Reservation reservation = take(acquisition.decisionId(), now);
    long touched = touched(acquisition);
    lock(touched);
    try {
      List<Demand> demands = acquisition.demands();
      int settled = 0;
      for (int i = 0; i < demands.size(); i++) {
        Demand demand = demands.get(i);
        boolean settles = demand.limit().settles();
        Counter counter = find(demand);
        if (counter != null) {
          long place =
              reservation != null && settles
                  ? reservation.place(settled)
                  : counter.place(acquiredAt);
          counter.giveBack(place, demand.amount());
        }
        settled += settles ? 1 : 0;
      }
      forgetRetry(acquisition);
    } finally {
      unlock(touched);
    }
    return CompletableFuture.completedFuture(null);
  }

  private @Nullable Outcome earlier(Acquisition acquisition, long now) {
    String retryKey = acquisition.retryKey();
    if (retryKey.isEmpty()) {
      return null;
    }
    Retry retry = stripeOf(retryKey).retries().get(retryKey);
    if (retry == null || now >= retry.expiresAt()) {
      return null;
    }
    if (!retry.admitted() && retry.decisionId().equals(acquisition.decisionId())) {
      return null;
    }
    return retry.repeated();
  }

  /** Checks every limit, counts if the enforced ones have room, and says where all then stand. */
  private Outcome decide(Acquisition acquisition, long touched, long now) {
    List<Demand> demands = acquisition.demands();
    @Nullable Counter[] counters = new Counter[demands.size()];
    boolean[] exceeded = new boolean[counters.length];
    boolean admitted = true;
    for (int i = 0; i < counters.length; i++) {
      Demand demand = demands.get(i);
      Counter counter = find(demand);
      counters[i] = counter;
      exceeded[i] = counter == null ? demand.amount() > demand.max() : !counter.fits(demand, now);
      admitted &= !(exceeded[i] && demand.enforced());
    }
    if (admitted) {
      count(acquisition, counters, now);
    }
    LimitStatus[] limits = new LimitStatus[counters.length];
    for (int i = 0; i < counters.length; i++) {
      Demand demand = demands.get(i);
      Counter counter = counters[i];
      limits[i] =
          counter == null ? Counter.unused(demand) : counter.status(demand, exceeded[i], now);
    }
    Outcome outcome =
        new Outcome(acquisition.decisionId(), admitted, false, false, List.of(limits));
    rememberForRetries(acquisition, outcome, now);
    tidy(touched, now);
    return outcome;
  }

  /** Counts every demand, and keeps a reservation if a report will settle any. */
  private void count(Acquisition acquisition, @Nullable Counter[] counters, long now) {
    List<Demand> demands = acquisition.demands();
    int settling = 0;
    for (int i = 0; i < counters.length; i++) {
      settling += demands.get(i).limit().settles() ? 1 : 0;
    }
    Demand[] settled = new Demand[settling];
    long[] places = new long[settling];
    int next = 0;
    for (int i = 0; i < counters.length; i++) {
      Demand demand = demands.get(i);
      long place = 0;
      if (demand.amount() > 0) {
        Counter counter = counters[i];
        if (counter == null) {
          counter = findOrAdd(demand);
          counters[i] = counter;
        }
        place = counter.count(demand.amount(), now);
      }
      if (demand.limit().settles()) {
        settled[next] = demand;
        places[next] = place;
        next++;
      }
    }
    if (settling > 0) {
      String id = acquisition.decisionId();
      long expiresAt = now + acquisition.reservationMillis();
      stripeOf(id).reservations().put(new Reservation(id, settled, places, expiresAt));
    }
  }

  private void settle(Demand demand, long place, long used, long now) {
    if (used > demand.amount()) {
      findOrAdd(demand).count(used - demand.amount(), now);
    } else if (used < demand.amount()) {
      Counter counter = find(demand);
      if (counter != null) {
        counter.giveBack(place, demand.amount() - used);
      }
    }
  }

  private void rememberForRetries(Acquisition acquisition, Outcome outcome, long now) {
    String key = acquisition.retryKey();
    if (!key.isEmpty()) {
      long kept =
          outcome.admitted()
              ? RETRY_MILLIS
              : Math.min(RETRY_MILLIS, outcome.retryAfterMillis(acquisition.demands()));
      stripeOf(key).retries().put(new Retry(key, outcome, now + kept));
    }
  }

  private void forgetRetry(Acquisition acquisition) {
    String key = acquisition.retryKey();
    if (!key.isEmpty()) {
      ExpiringTable<Retry> table = stripeOf(key).retries();
      Retry retry = table.get(key);
      if (retry != null && retry.decisionId().equals(acquisition.decisionId())) {
        table.remove(key);
      }
    }
  }

  /**
   * Takes a reservation away, so that nobody else settles it; null if there is none that has not
   * expired.
   */
  private @Nullable Reservation take(String decisionId, long now) {
    Stripe stripe = stripeOf(decisionId);
    stripe.lock();
    try {
      Reservation reservation = stripe.reservations().get(decisionId);
      if (reservation == null || now >= reservation.expiresAt()) {
        return null;
      }
      return stripe.reservations().remove(decisionId);
    } finally {
      stripe.unlock();
    }
  }

  private @Nullable Counter find(Demand demand) {
    Subject subject = demand.subject();
    SubjectState state = stripeOf(subject).find(subject);
    return state == null ? null : state.find(demand.limit());
  }

  private Counter findOrAdd(Demand demand) {
    Subject subject = demand.subject();
    return stripeOf(subject).findOrAdd(subject).findOrAdd(demand.limit());
  }

  private long touched(Acquisition acquisition) {
    long touched = touched(acquisition.demands()) | bit(acquisition.decisionId());
    return acquisition.retryKey().isEmpty() ? touched : touched | bit(acquisition.retryKey());
  }

  private static long touched(List<Demand> demands) {
    long touched = 0;
    for (int i = 0; i < demands.size(); i++) {
      touched |= 1L << demands.get(i).subject().tag();
    }
    return touched;
  }

  private static long bit(String key) {
    return 1L << key.hashCode();
  }

  // A shift by a tag or a hash takes its low six bits, as does a stripe's index here.
  private Stripe stripeOf(Subject subject) {
    return stripes[subject.tag() & (STRIPES - 1)];
  }

  private Stripe stripeOf(String key) {
    return stripes[key.hashCode() & (STRIPES - 1)];
  }

  private void lock(long touched) {
    for (long rest = touched; rest != 0; rest &= rest - 1) {
      stripes[Long.numberOfTrailingZeros(rest)].lock();
    }
  }

  private void unlock(long touched) {
    for (long rest = touched; rest != 0; rest &= rest - 1) {
      stripes[Long.numberOfTrailingZeros(rest)].unlock();
    }
  }

  private void tidy(long touched, long now) {
    for (long rest = touched; rest != 0; rest &= rest - 1) {
      stripes[Long.numberOfTrailingZeros(rest)].tidy(now);
    }
  }
}
