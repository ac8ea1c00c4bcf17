package dev.weir.challenge;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Opens challenges and judges clearances, for the engine. Thread-safe. Takes {@code now} in epoch
 * milliseconds, and how long the caller can wait in nanoseconds: {@link Long#MAX_VALUE} for as long
 * as it takes.
 */
public interface Challenges {

  /**
   * Opens a challenge, or returns the one that its account already has open for the same rule of
   * the same policy. Where the store does not answer within {@code timeoutNanos}, one is opened on
   * this replica.
   */
  CompletionStage<Challenge> open(Ask ask, long now, long timeoutNanos);

  /**
   * Returns what a token says, or nothing where it does not hold: forged, expired, of another
   * account, or signed by a key that nobody published or that was not found within {@code
   * timeoutNanos}. Never fails because of what a caller sent.
   */
  CompletionStage<Optional<Clearance>> verify(
      String token, String accountId, long now, long timeoutNanos);

  /**
   * Uses up a clearance that its rule lets count once: true for the first request, false for any
   * other. Where the store does not answer within {@code timeoutNanos}, the first one on this
   * replica.
   *
   * @param requestId by which retries of that request are told, which get the same for {@link
   *     ChallengeStore#RETRY_MILLIS}; empty where it has none
   */
  CompletionStage<Boolean> redeem(
      Clearance clearance, String requestId, long now, long timeoutNanos);

  /**
   * What a rule asks an account to prove.
   *
   * @param kinds any one of which will do; at least one
   * @param challengeMillis how long the challenge can be answered; at least 1
   */
  record Ask(
      String accountId, String rule, String policyDigest, List<Kind> kinds, long challengeMillis) {}
}
