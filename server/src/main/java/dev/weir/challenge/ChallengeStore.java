package dev.weir.challenge;

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
   * Marks something as used, such as a clearance or a proof-of-work answer: true for the first call
   * with this id, false for any other until {@code expiresAt}.
   *
   * @param timeoutNanos how long the caller can wait, as for {@link #open}
   */
  CompletionStage<Boolean> useOnce(String id, long expiresAt, long now, long timeoutNanos);

  /**
   * Publishes a public key (JWK JSON) by which all replicas verify clearances, until {@code
   * expiresAt}.
   */
  CompletionStage<Void> publishKey(String keyId, String jwk, long expiresAt);

  /** Returns all published keys that have not expired, by key id. */
  CompletionStage<Map<String, String>> keys(long now);
}
