package dev.weir.account;

import java.util.concurrent.CompletionStage;

/** Finds what is known about accounts, from memory where it can. Thread-safe. */
public interface Accounts {

  /**
   * Returns what is known about an account. Never fails: where the store does not answer within
   * {@code timeoutNanos}, what was last known is returned, marked as such.
   *
   * @param now epoch milliseconds
   */
  CompletionStage<Lookup> find(String accountId, long now, long timeoutNanos);

  /**
   * Returns what is known about an account without asking anybody, at once; {@link Profile#unknown}
   * where nothing is.
   *
   * @param now epoch milliseconds
   */
  default Profile lastKnown(String accountId, long now) {
    return Profile.unknown(accountId);
  }

  /**
   * What a look-up found.
   *
   * @param profile {@link Profile#unknown} where {@code freshness} is {@link Freshness#MISSING}
   */
  record Lookup(Profile profile, Freshness freshness) {}

  /** How far what was found can be relied on. */
  enum Freshness {
    /** As the store has it, or had it within the stated staleness. */
    FRESH,
    /** The store did not answer: what it last said, some time ago. */
    LAST_KNOWN,
    /** The store did not answer, and nothing is known. */
    MISSING
  }
}
