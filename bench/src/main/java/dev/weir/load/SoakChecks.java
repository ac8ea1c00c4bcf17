package dev.weir.load;

import dev.weir.v1.CheckRequest;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;

/**
 * The checks of a soak, and whose each is: account after account in turn, so that a request id
 * tells its account. One account in ten is of the tight limit.
 */
record SoakChecks(int accounts, String run) {
  /** What a request reserves of the limit of tokens. */
  static final long TOKENS = 100;

  private static final int TIGHT_EVERY = 10;

  /** Returns a check; every number makes another request. */
  CheckRequest next(long number) {
    return check((int) (number % accounts), run + '-' + number);
  }

  /** Returns a further check by an account. */
  CheckRequest check(int account, String requestId) {
    return CheckRequest.newBuilder()
        .setRequestId(requestId)
        .setPrincipal(Principal.newBuilder().setAccountId(run + "-account-" + account))
        .setOperation(
            Operation.newBuilder()
                .setModel(isTight(account) ? SoakPolicy.TIGHT_MODEL : SoakPolicy.OPEN_MODEL)
                .setMaxOutputTokens(TOKENS))
        .build();
  }

  /** Returns whose a request is, by its id. */
  int account(String requestId) {
    return (int) (Long.parseLong(requestId.substring(run.length() + 1)) % accounts);
  }

  /** Returns whether an account is of the tight limit. */
  boolean isTight(int account) {
    return account % TIGHT_EVERY == 0;
  }
}
