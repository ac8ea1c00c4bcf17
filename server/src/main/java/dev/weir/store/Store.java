package dev.weir.store;

import dev.weir.account.AccountStore;
import dev.weir.challenge.ChallengeStore;
import dev.weir.cohort.CohortStore;
import dev.weir.limit.LimitStore;
import dev.weir.limit.OverrideStore;
import java.util.concurrent.CompletionStage;

/**
 * All state of Weir. Each part is the port of the package that uses it; a store implements them
 * all, under one contract test suite. Thread-safe.
 */
public interface Store extends AutoCloseable {

  /** Returns where limits are counted. */
  LimitStore limits();

  /** Returns where accounts and risk scores are kept. */
  AccountStore accounts();

  /** Returns where overrides of limits are kept. */
  OverrideStore overrides();

  /** Returns where challenges are kept. */
  ChallengeStore challenges();

  /** Returns where cohorts are kept. */
  CohortStore cohorts();

  /**
   * Returns the store's own time in epoch milliseconds, to which all replicas correct theirs. Fails
   * with {@link StoreException} while the store cannot be reached, so it also tells whether it can.
   */
  CompletionStage<Long> time();

  /**
   * Drops some of what has expired, where only calls would do so otherwise: for whoever owns a
   * store that is hardly called, about once a second, so that nothing is held for long after the
   * last call. Does nothing where what expires goes by itself.
   *
   * @param now epoch milliseconds
   */
  default void tidy(long now) {}

  /** Gives back connections and threads; what is under way fails. */
  @Override
  void close();
}
