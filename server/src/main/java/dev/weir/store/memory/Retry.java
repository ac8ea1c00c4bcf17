package dev.weir.store.memory;

import dev.weir.limit.Outcome;

/** The outcome that a retry gets. */
final class Retry extends ExpiringTable.Entry {
  private final Outcome outcome;
  private final long expiresAt;

  Retry(String retryKey, Outcome outcome, long expiresAt) {
    super(retryKey);
    this.outcome = outcome;
    this.expiresAt = expiresAt;
  }

  Outcome outcome() {
    return outcome;
  }

  @Override
  long expiresAt() {
    return expiresAt;
  }
}
