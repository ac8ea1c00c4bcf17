package dev.weir.challenge;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Opens challenges and judges clearances, for the engine. Thread-safe. */
public interface Challenges {

  /**
   * Opens a challenge, or returns the one that its account already has open for the same rule of
   * the same policy.
   *
   * @param now epoch milliseconds
   */
  CompletionStage<Challenge> open(Ask ask, long now);

  /**
   * Returns what a token says, or nothing where it does not hold: forged, expired, of another
   * account, or signed by a key that nobody published. Never fails because of what a caller sent.
   *
   * @param now epoch milliseconds
   */
  CompletionStage<Optional<Clearance>> verify(String token, String accountId, long now);

  /**
   * Uses up a clearance that its rule lets count once: true for the first call, false for any
   * other.
   */
  CompletionStage<Boolean> redeem(Clearance clearance, long now);

  /**
   * What a rule asks an account to prove.
   *
   * @param kinds any one of which will do; at least one
   * @param challengeMillis how long the challenge can be answered
   */
  record Ask(
      String accountId, String rule, String policyDigest, List<Kind> kinds, long challengeMillis) {}
}
