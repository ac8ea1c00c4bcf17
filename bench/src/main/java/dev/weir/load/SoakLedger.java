package dev.weir.load;

import dev.weir.v1.CheckResponse;
import dev.weir.v1.Evidence;
import dev.weir.v1.Verdict;
import java.util.concurrent.atomic.AtomicLongArray;

/** What was admitted, account by account, by who counted it. Thread-safe. */
final class SoakLedger {
  private final SoakChecks checks;
  private final AtomicLongArray byStore;
  private final AtomicLongArray byReplica;

  SoakLedger(SoakChecks checks) {
    this.checks = checks;
    this.byStore = new AtomicLongArray(checks.accounts());
    this.byReplica = new AtomicLongArray(checks.accounts());
  }

  /** Counts an answer, if it admits. */
  void add(CheckResponse answer) {
    if (answer.getVerdict() == Verdict.ALLOW) {
      (answer.getEvidence() == Evidence.COMPLETE ? byStore : byReplica)
          .incrementAndGet(checks.account(answer.getRequestId()));
    }
  }

  /** Returns how many of an account's requests were admitted, and counted in Redis. */
  long byStore(int account) {
    return byStore.get(account);
  }

  /** Returns how many of an account's requests were admitted, and counted by a replica alone. */
  long byReplica(int account) {
    return byReplica.get(account);
  }
}
