package dev.weir.store.fallback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import dev.weir.limit.Usage;
import dev.weir.store.fallback.Lease.Spent;
import dev.weir.store.fallback.Lease.Work;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store, with slices of busy subjects' limits taken from it in advance: what a slice is enough
 * for is decided here, without asking the store. What no slice is enough for is asked of the store
 * as ever: near its max, a limit is as exact as without a lease. Thread-safe; no check waits for a
 * slice.
 *
 * <p><b>What is admitted.</b> A slice is counted in the store before it is spent, under the {@code
 * max} that it is spent under, and spent within the bucket that it is counted in. Take the admitted
 * requests alone: at any moment, in each bucket, there are no more of them than the store counts.
 * When one of them is admitted, the store's count is within {@code max}, since it was when the
 * slice was taken, and nothing is counted beyond it. So the same requests, at the same times, would
 * all be admitted without a lease as well: <em>nothing more is admitted in any window</em>. That
 * supposes that nothing is counted beyond the {@code max} of a slice that is still to be spent, and
 * that all replicas have the same time. Where a subject has several {@code max} at once or one that
 * fell, where requests are counted that a limit refuses, where clocks differ or the store loses
 * what it counted, what is unspent then can be spent besides, each time: by each replica at most
 * its {@link Demand#lease}.
 *
 * <p><b>What is not.</b> What is unspent is kept from other replicas: by each at most its {@link
 * Demand#lease}, for a {@linkplain Lease#periodMillis period}; {@link #tidy} gives it back.
 *
 * <p><b>Retries.</b> An acquisition all of whose limits are leased is remembered here alone: at
 * another replica, its retry counts again.
 */
final class LeasedLimits implements LimitStore {
  private static final Logger LOG = LoggerFactory.getLogger(LeasedLimits.class);

  /** Limits of subjects that are leased; beyond, those that are rarely asked about are not. */
  static final int MOST = 10_000;

  /** Outcomes that are kept for retries. */
  private static final int REMEMBERED = 100_000;

  private final LimitStore store;
  private final Lender lender;
  private final Cache<Lease.Key, Lease> leases =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .executor(Runnable::run)
          .removalListener(this::removed)
          .build();
  private final Cache<String, First> firsts;

  /**
   * Acquisitions that were counted partly here and partly in the store, for as long as anybody has
   * them: what is released must be what each counted.
   */
  private final Cache<Acquisition, Spending> shared =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

  private final AtomicLong ids = new AtomicLong();
  private final LongAdder slices = new LongAdder();
  private final LongAdder decided = new LongAdder();

  /** Grants slices. */
  @FunctionalInterface
  interface Lender {
    /** Counts in the store or fails: nothing else may take its place. */
    CompletionStage<Outcome> lend(Acquisition slice, long now);
  }

  /** What an acquisition got, for its retries. */
  private record First(Outcome outcome, long at) {}

  /**
   * Makes one without slices.
   *
   * @param store is asked where there is no slice, and gets back what is left of one
   * @param ticker tells when outcomes need no longer be kept
   */
  LeasedLimits(LimitStore store, Lender lender, Ticker ticker) {
    this.store = store;
    this.lender = lender;
    this.firsts =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(Duration.ofMillis(RETRY_MILLIS))
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** Returns how many acquisitions were decided without asking the store. */
  long decided() {
    return decided.sum();
  }

  /** Returns how many slices the store was asked for. */
  long slices() {
    return slices.sum();
  }

  /** Returns how many limits of subjects are watched, busy or not. */
  long held() {
    return leases.estimatedSize();
  }

  /** Returns what was taken in advance and is not spent, of all limits together. */
  long unspent() {
    return leases.asMap().values().stream().mapToLong(Lease::unspent).sum();
  }

  @Override
  public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
    int leased = leased(acquisition.demands());
    if (leased == 0) {
      return store.acquire(acquisition, now);
    }
    Outcome earlier = earlier(acquisition, now);
    if (earlier != null) {
      return CompletableFuture.completedStage(earlier);
    }
    Spending spending = spend(acquisition.demands(), now);
    CompletionStage<Outcome> outcome = decide(acquisition, spending, now);
    // Only now, so that no slice takes the room that this check itself needs.
    work(spending, now);
    // Where the store is always asked, it remembers, for all replicas.
    return leased < acquisition.demands().size() || acquisition.retryKey().isEmpty()
        ? outcome
        : outcome.thenApply(found -> remember(acquisition, found, now));
  }

  @Override
  public CompletionStage<Boolean> settle(Usage usage, long now) {
    return store.settle(usage, now);
  }

  /**
   * What was spent here alone was counted by the store in the same bucket, so the store is told as
   * if it had been asked.
   */
  @Override
  public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
    if (!acquisition.retryKey().isEmpty()) {
      firsts
          .asMap()
          .computeIfPresent(
              acquisition.retryKey(),
              (key, first) ->
                  first.outcome.decisionId().equals(acquisition.decisionId()) ? null : first);
    }
    Spending spending = shared.getIfPresent(acquisition);
    if (spending == null) {
      return store.release(acquisition, acquiredAt, now);
    }
    spending.spent().forEach(spent -> putBack(spent, now));
    return store.release(acquisition.withDemands(spending.rest()), acquiredAt, now);
  }

  /** Gives back what can be spent no more. To be called several times in a period. */
  void tidy(long now) {
    for (Lease lease : leases.asMap().values()) {
      for (Slice ended = lease.shed(now); ended != null; ended = lease.shed(now)) {
        giveBack(lease, ended, now);
      }
    }
  }

  private CompletionStage<Outcome> decide(Acquisition acquisition, Spending spending, long now) {
    if (spending.isNothing()) {
      return store.acquire(acquisition, now);
    }
    if (spending.isAll()) {
      decided.increment();
      return CompletableFuture.completedStage(spending.outcome(acquisition.decisionId()));
    }
    return store
        .acquire(acquisition.withDemands(spending.rest()), now)
        .whenComplete(
            (outcome, failure) -> {
              if (outcome == null || !outcome.admitted() || outcome.repeated()) {
                spending.spent().forEach(spent -> putBack(spent, now));
              } else {
                shared.put(acquisition, spending);
              }
            })
        .thenApply(spending::with);
  }

  private Spending spend(List<Demand> demands, long now) {
    Spending spending = new Spending(demands);
    for (int i = 0; i < demands.size(); i++) {
      Demand demand = demands.get(i);
      if (demand.isLeased()) {
        Lease lease = lease(demand, now);
        spending.set(i, lease, lease.spend(demand.amount(), now));
      }
    }
    return spending;
  }

  private Lease lease(Demand demand, long now) {
    Lease.Key key = Lease.Key.of(demand);
    Lease lease = leases.getIfPresent(key);
    return lease == null ? leases.get(key, missing -> new Lease(missing, now)) : lease;
  }

  private void work(Spending spending, long now) {
    for (int i = 0; i < spending.size(); i++) {
      Lease lease = spending.lease(i);
      Work work = lease == null ? null : lease.work(now);
      if (lease != null && work != null) {
        work(lease, work, now);
      }
    }
  }

  private void work(Lease lease, Work work, long now) {
    Slice ended = work.ended();
    if (ended != null) {
      giveBack(lease, ended, now);
    }
    if (work.wanted() > 0) {
      ask(lease, work.wanted(), now);
    }
  }

  private void ask(Lease lease, long amount, long now) {
    slices.increment();
    lender
        .lend(acquisition(lease, amount), now)
        .whenComplete(
            (outcome, failure) -> {
              if (outcome == null) {
                LOG.debug("No slice of limit {}", lease.key().limit().name(), failure);
                lease.notGranted(now, 0);
                return;
              }
              LimitStatus status = outcome.limits().getFirst();
              if (!outcome.admitted()) {
                lease.notGranted(now, status.retryAfterMillis());
                return;
              }
              Slice slice = new Slice(amount, now, lease.endOf(now));
              if (!lease.granted(slice, status)) {
                giveBack(lease, slice, now);
              }
            });
  }

  private void putBack(Spent spent, long now) {
    if (!spent.lease().putBack(spent.slice(), spent.amount())) {
      giveBack(spent.lease(), spent.amount(), spent.slice().takenAt(), now);
    }
  }

  private void giveBack(Lease lease, Slice ended, long now) {
    giveBack(lease, ended.left(), ended.takenAt(), now);
  }

  private void giveBack(Lease lease, long amount, long takenAt, long now) {
    if (amount == 0) {
      return;
    }
    store
        .release(acquisition(lease, amount), takenAt, now)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                // Too strict, never too lenient.
                LOG.debug("What was left of a slice stays counted for its window", failure);
              }
            });
  }

  /** Under an id that no decision has. */
  private Acquisition acquisition(Lease lease, long amount) {
    return new Acquisition(
        "lease-" + ids.incrementAndGet(),
        "",
        List.of(lease.key().demand(amount)),
        0,
        Long.MAX_VALUE);
  }

  private void removed(Lease.@Nullable Key key, @Nullable Lease lease, RemovalCause cause) {
    if (lease != null) {
      for (Slice slice : lease.retire()) {
        giveBack(lease, slice, lease.lastUsed());
      }
    }
  }

  private @Nullable Outcome earlier(Acquisition acquisition, long now) {
    if (acquisition.retryKey().isEmpty()) {
      return null;
    }
    First first = firsts.getIfPresent(acquisition.retryKey());
    if (first == null || now - first.at >= RETRY_MILLIS) {
      return null;
    }
    Outcome outcome = first.outcome;
    return new Outcome(outcome.decisionId(), true, true, outcome.local(), outcome.limits());
  }

  private Outcome remember(Acquisition acquisition, Outcome outcome, long now) {
    if (outcome.admitted() && !outcome.repeated()) {
      firsts.put(acquisition.retryKey(), new First(outcome, now));
    }
    return outcome;
  }

  private static int leased(List<Demand> demands) {
    int leased = 0;
    for (int i = 0; i < demands.size(); i++) {
      leased += demands.get(i).isLeased() ? 1 : 0;
    }
    return leased;
  }
}
