package dev.weir.store.fallback;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.account.Account;
import dev.weir.account.AccountStore;
import dev.weir.account.Profile;
import dev.weir.account.RiskScore;
import dev.weir.account.Verification;
import dev.weir.challenge.ChallengeStore;
import dev.weir.cohort.CohortStore;
import dev.weir.deadline.Deadlines;
import dev.weir.limit.LimitStore;
import dev.weir.limit.OverrideStore;
import dev.weir.store.Store;
import dev.weir.store.StoreException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that others share, with one of this replica's own beside it for when it cannot be
 * reached. Of limits that a policy leases, slices are taken in advance. Limits and challenges go on
 * there; accounts, overrides and cohorts fail at once, and whoever caches them uses what was last
 * known. Owns both stores. Thread-safe.
 */
public final class FallbackStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackStore.class);

  /** How often is given back what can be spent no more. */
  private static final long TIDY_MILLIS = 100;

  /** How often is dropped what was counted by this replica alone and has expired. */
  private static final long TIDY_LOCAL_MILLIS = 1_000;

  private final Store primary;
  private final Store local;
  private final ScheduledThreadPoolExecutor timer;
  private final Deadlines deadlines = new Deadlines("weir-store-deadlines");
  private final Circuit circuit;
  private final FallbackLimits limits;
  private final LeasedLimits leased;
  private final FallbackChallenges challenges;
  private final AccountStore accounts;
  private final CohortStore cohorts;

  /**
   * Creates a store over two others, which it closes when it is closed.
   *
   * @param primary the one that counts while it can be reached
   * @param local this replica's own
   * @param clock epoch milliseconds
   */
  public FallbackStore(Store primary, Store local, FallbackConfig config, LongSupplier clock) {
    this.primary = primary;
    this.local = local;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("weir-store-timer").factory());
    this.circuit = new Circuit(config, primary::time, timer);
    this.limits =
        new FallbackLimits(primary.limits(), local.limits(), circuit, deadlines, config.share());
    this.leased = new LeasedLimits(limits, limits::lend, Ticker.systemTicker());
    every(TIDY_MILLIS, () -> leased.tidy(clock.getAsLong()));
    // Nothing is counted there between outages, so nothing else would end what was.
    every(TIDY_LOCAL_MILLIS, () -> local.tidy(clock.getAsLong()));
    this.challenges =
        new FallbackChallenges(primary.challenges(), local.challenges(), circuit, deadlines);
    this.accounts = new GuardedAccounts(primary.accounts(), circuit);
    this.cohorts = new GuardedCohorts(primary.cohorts(), circuit);
  }

  /** Does something now and then, also after it failed: a timer would give it up by itself. */
  private void every(long millis, Runnable tidying) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                tidying.run();
              } catch (RuntimeException e) {
                LOG.error("What can be spent no more, or has expired, was not dropped", e);
              }
            },
            millis,
            millis,
            TimeUnit.MILLISECONDS);
  }

  /** Returns whether the primary is in use. */
  public StoreHealth health() {
    return new StoreHealth() {
      @Override
      public boolean reachable() {
        return circuit.isClosed();
      }

      @Override
      public Stats stats() {
        return new Stats(
            limits.localCount(),
            limits.lateCount() + challenges.lateCount(),
            circuit.refused(),
            limits.knownCount(),
            leased.decided(),
            leased.slices(),
            circuit.outages());
      }
    };
  }

  @Override
  public LimitStore limits() {
    return leased;
  }

  @Override
  public AccountStore accounts() {
    return accounts;
  }

  @Override
  public OverrideStore overrides() {
    return primary.overrides();
  }

  @Override
  public ChallengeStore challenges() {
    return challenges;
  }

  @Override
  public CohortStore cohorts() {
    return cohorts;
  }

  @Override
  public CompletionStage<Long> time() {
    return primary.time();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    deadlines.close();
    primary.close();
    local.close();
  }

  /**
   * Accounts of the primary; while it is out of reach, look-ups fail without being sent. What an
   * operator asks is always sent: it has no budget, and deserves the real error.
   */
  private record GuardedAccounts(AccountStore primary, Circuit circuit) implements AccountStore {
    @Override
    public CompletionStage<Profile> find(String accountId) {
      if (!circuit.isClosed()) {
        return CompletableFuture.failedStage(
            StoreException.unavailable("the store cannot be reached", null));
      }
      long start = System.nanoTime();
      return primary
          .find(accountId)
          .whenComplete(
              (profile, failure) -> {
                if (failure == null) {
                  circuit.succeeded(System.nanoTime() - start);
                } else {
                  circuit.failed(System.nanoTime() - start, failure);
                }
              });
    }

    @Override
    public CompletionStage<Void> put(Collection<Account> accounts) {
      return primary.put(accounts);
    }

    @Override
    public CompletionStage<Void> delete(String accountId) {
      return primary.delete(accountId);
    }

    @Override
    public CompletionStage<Void> putScores(Collection<RiskScore> scores) {
      return primary.putScores(scores);
    }

    @Override
    public CompletionStage<Verification> raise(
        String accountId, Verification verification, long now) {
      return primary.raise(accountId, verification, now);
    }

    @Override
    public AutoCloseable onChange(Consumer<String> listener) {
      return primary.onChange(listener);
    }
  }
}
