package dev.weir.challenge;

import dev.weir.limit.LimitStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps challenges. Thread-safe. A stage fails with {@code StoreException}; nothing blocks the
 * caller.
 */
public interface ChallengeStore {

  /**
   * Opens a challenge, unless its account has an open one that asks by the same rule under the same
   * policy: then returns that one. Atomic.
   *
   * @param timeoutNanos how long the caller can wait; {@link Long#MAX_VALUE} for as long as it
   *     takes. A store that has nothing else to answer with may take longer
   */
  CompletionStage<Challenge> open(Challenge challenge, long now, long timeoutNanos);

  /** Returns a challenge, with its state at {@code now}; kept for at least a day after it ended. */
  CompletionStage<Optional<Challenge>> find(String challengeId, long now);

  /**
   * Ends an open challenge, atomically: of several calls one wins. Returns the challenge as it then
   * is, and whether this call ended it; empty if there is none with this id.
   */
  CompletionStage<Optional<Resolution>> resolve(String challengeId, Challenge.State to, long now);

  /** How a {@link #resolve} went. */
  record Resolution(Challenge challenge, boolean changed) {}

  /**
   * How long who used something may use it again: a retry is not refused for what it did itself.
   */
  long RETRY_MILLIS = LimitStore.RETRY_MILLIS;

  /**
   * Marks something as used, such as a clearance: true for the first call with this id, and for
   * {@link #RETRY_MILLIS} for whoever made it; false for any other until it expires.
   *
   * @param timeoutNanos how long the caller can wait, as for {@link #open}
   */
  CompletionStage<Boolean> useOnce(Use use, long now, long timeoutNanos);

  /**
   * What is used, and by whom.
   *
   * @param by tells who calls again from anybody else, such as a request's id; empty where that
   *     cannot be told: then every call is another's
   * @param expiresAt from when it is of no use to anybody, epoch milliseconds
   */
  record Use(String id, String by, long expiresAt) {

    /** Returns whether it may be used once more, after it was used. */
    public boolean isRetryOf(String firstBy, long usedAt, long now) {
      return !by.isEmpty() && by.equals(firstBy) && now - usedAt < RETRY_MILLIS;
    }
  }

  /**
   * Publishes a public key (JWK JSON) by which all replicas verify clearances, until {@code
   * expiresAt}.
   */
  CompletionStage<Void> publishKey(String keyId, String jwk, long expiresAt);

  /** Returns all published keys that have not expired, by key id. */
  CompletionStage<Map<String, String>> keys(long now);
}
