package dev.weir.account;

import java.util.List;

/**
 * All that Weir holds about one account.
 *
 * @param account the account; {@link Account#unknown} if it was never pushed
 * @param known whether it was ever pushed
 * @param scores the newest pushed risk score of each source, expired ones perhaps among them
 */
public record Profile(Account account, boolean known, List<RiskScore> scores) {

  public Profile {
    scores = List.copyOf(scores);
  }

  /**
   * Returns the profile of an account that was never pushed: a fact that a policy can use, not an
   * error.
   */
  public static Profile unknown(String accountId) {
    return new Profile(Account.unknown(accountId), false, List.of());
  }
}
