package dev.weir.challenge;

import dev.weir.account.Level;

/**
 * Is told when an account passes a challenge. That one fails a challenge is not told: whoever
 * listens cannot tell a failure from silence, and need not, since neither proves anything. Must not
 * block, and must not throw.
 */
public interface ChallengeListener {
  /** Listens to nothing. */
  ChallengeListener NONE = (accountId, level, now) -> {};

  /**
   * An account has passed a challenge, and holds what that proves. Told once for each challenge, by
   * the replica whose call ended it; not told where that call failed halfway.
   *
   * @param accountId as the challenge was asked for, which is as accounts are kept
   * @param level what the pass proves; {@link Level#NONE} for a solved puzzle
   * @param now epoch milliseconds
   */
  void passed(String accountId, Level level, long now);
}
