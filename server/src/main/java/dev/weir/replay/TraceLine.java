package dev.weir.replay;

import dev.weir.account.Account;
import dev.weir.account.RiskScore;
import dev.weir.decision.Facts;
import dev.weir.validation.Check;

/** One line of a trace, as read. */
sealed interface TraceLine {
  /**
   * A line that cannot be replayed.
   *
   * @param number the line's in the trace, from 1
   * @param problem what is wrong with it: which field, what was found and what was expected
   */
  record Broken(long number, String problem) implements TraceLine {}

  /** A line that can be replayed. */
  sealed interface Event extends TraceLine {

    /** Returns when it happened, in epoch milliseconds. */
    long at();
  }

  /** The provider's systems push an account. */
  record AccountPushed(long at, Account account) implements Event {}

  /** One of the provider's systems pushes a risk score. */
  record ScorePushed(long at, RiskScore score) implements Event {}

  /** A front end asks about a request. */
  record Checked(long at, Facts facts, Truth truth) implements Event {}

  /**
   * A front end reports what a request used.
   *
   * @param requestId the check's; decision ids of a trace are of another run
   * @param accountId the check's; empty if not stated
   */
  record Reported(long at, String requestId, String accountId, long inputTokens, long outputTokens)
      implements Event {
    public Reported {
      Check.required("request_id", requestId);
      Check.text("account_id", accountId);
      Check.tokens("input_tokens", inputTokens);
      Check.tokens("output_tokens", outputTokens);
    }
  }
}
