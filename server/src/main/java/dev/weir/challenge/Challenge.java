package dev.weir.challenge;

import java.util.List;

/**
 * Something that an account is asked to prove.
 *
 * @param challengeId 128 random bits and a place: cannot be guessed
 * @param rule the rule that asked
 * @param policyDigest the policy that the rule is of
 * @param kinds any one of which will do; at least one
 * @param url where the provider's own pages serve it; empty if not configured
 * @param puzzle for {@link Kind#PROOF_OF_WORK}: the puzzle, as ALTCHA's JSON; otherwise empty
 * @param openedAt epoch milliseconds
 * @param expiresAt epoch milliseconds from which it can no longer be passed
 */
public record Challenge(
    String challengeId,
    String accountId,
    String rule,
    String policyDigest,
    List<Kind> kinds,
    String url,
    String puzzle,
    long openedAt,
    long expiresAt,
    State state) {

  public Challenge {
    kinds = List.copyOf(kinds);
  }

  /** How far a challenge got. */
  public enum State {
    OPEN,
    PASSED,
    FAILED,
    EXPIRED
  }

  /** Returns the state at {@code now} (epoch milliseconds): an open challenge expires. */
  public State stateAt(long now) {
    return state == State.OPEN && now >= expiresAt ? State.EXPIRED : state;
  }

  /** Returns this challenge in another state. */
  public Challenge withState(State other) {
    return new Challenge(
        challengeId, accountId, rule, policyDigest, kinds, url, puzzle, openedAt, expiresAt, other);
  }
}
