package dev.weir.account;

import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Keeps accounts and their pushed risk scores. Thread-safe. A stage fails with {@code
 * StoreException}; nothing blocks the caller.
 */
public interface AccountStore {

  /**
   * Returns what is held about an account; {@link Profile#unknown} with any risk scores if it was
   * never pushed. One round trip.
   */
  CompletionStage<Profile> find(String accountId);

  /** Creates or replaces accounts, in as few round trips as the store allows. */
  CompletionStage<Void> put(Collection<Account> accounts);

  /** Forgets an account and its risk scores. Deleting an unknown account is no error. */
  CompletionStage<Void> delete(String accountId);

  /**
   * Records risk scores; one that is older than what its source already said of the account changes
   * nothing.
   */
  CompletionStage<Void> putScores(Collection<RiskScore> scores);

  /**
   * Raises an account's verification, atomically, and returns what it then is: {@code verification}
   * if its level is above or equal to the one held at {@code now}, otherwise the one that was held.
   * An unknown account becomes known.
   */
  CompletionStage<Verification> raise(String accountId, Verification verification, long now);

  /**
   * Calls {@code listener} with the id of each account that changes, wherever it was changed:
   * within milliseconds while the store can be reached. An empty id means that changes may have
   * been missed, and anything cached is in doubt. Closing what is returned ends it.
   */
  AutoCloseable onChange(Consumer<String> listener);
}
