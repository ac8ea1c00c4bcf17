package dev.weir.load;

import dev.weir.v1.CheckResponse;
import dev.weir.v1.Evidence;
import dev.weir.v1.Verdict;
import java.util.concurrent.atomic.AtomicLongArray;

/** What was admitted, account by account, by who counted it, and what was not. Thread-safe. */
final class SoakLedger {
  private final SoakChecks checks;
  private final AtomicLongArray byStore;
  private final AtomicLongArray byReplica;
  private final AtomicLongArray denied;

  SoakLedger(SoakChecks checks) {
    this.checks = checks;
    this.byStore = new AtomicLongArray(checks.accounts());
    this.byReplica = new AtomicLongArray(checks.accounts());
    this.denied = new AtomicLongArray(checks.accounts());
  }

  /** Counts an answer, if it admits, or denies by what Redis has counted. */
  void add(CheckResponse answer) {
    boolean complete = answer.getEvidence() == Evidence.COMPLETE;
    if (answer.getVerdict() == Verdict.ALLOW) {
      count(complete ? byStore : byReplica, answer);
    } else if (answer.getVerdict() == Verdict.DENY && complete) {
      count(denied, answer);
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

  /** Returns whether an account used up its limit in Redis: a request was one too many there. */
  boolean usedUp(int account) {
    return denied.get(account) > 0;
  }

  private void count(AtomicLongArray counts, CheckResponse answer) {
    counts.incrementAndGet(checks.account(answer.getRequestId()));
  }
}
