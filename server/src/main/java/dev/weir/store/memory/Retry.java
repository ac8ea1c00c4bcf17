package dev.weir.store.memory;

import dev.weir.limit.LimitStatus;
import dev.weir.limit.Outcome;
import java.util.List;

/**
 * The outcome that a retry gets. There may be hundreds of thousands, so what it says of all limits
 * is in two arrays, and not in an object for each.
 */
final class Retry extends ExpiringTable.Entry {
  /** How many figures there are of each limit. */
  private static final int FIGURES = 5;

  private final String decisionId;
  private final boolean admitted;
  private final String[] names;
  private final long[] figures;
  private final long expiresAt;

  Retry(String retryKey, Outcome outcome, long expiresAt) {
    super(retryKey);
    this.decisionId = outcome.decisionId();
    this.admitted = outcome.admitted();
    this.expiresAt = expiresAt;
    List<LimitStatus> limits = outcome.limits();
    this.names = new String[limits.size()];
    this.figures = new long[FIGURES * names.length];
    for (int i = 0; i < names.length; i++) {
      LimitStatus limit = limits.get(i);
      names[i] = limit.name();
      int at = FIGURES * i;
      figures[at] = limit.limit();
      // Never below 0, so that its complement is.
      figures[at + 1] = limit.exceeded() ? ~limit.remaining() : limit.remaining();
      figures[at + 2] = limit.retryAfterMillis();
      figures[at + 3] = limit.resetAfterMillis();
      figures[at + 4] = limit.windowMillis();
    }
  }

  /** Returns the decision whose outcome it is. */
  String decisionId() {
    return decisionId;
  }

  boolean admitted() {
    return admitted;
  }

  /** Returns the outcome as a retry gets it. */
  Outcome repeated() {
    LimitStatus[] limits = new LimitStatus[names.length];
    for (int i = 0; i < limits.length; i++) {
      int at = FIGURES * i;
      boolean exceeded = figures[at + 1] < 0;
      limits[i] =
          new LimitStatus(
              names[i],
              figures[at],
              exceeded ? ~figures[at + 1] : figures[at + 1],
              exceeded,
              figures[at + 2],
              figures[at + 3],
              figures[at + 4]);
    }
    return new Outcome(decisionId, admitted, true, false, List.of(limits));
  }

  @Override
  long expiresAt() {
    return expiresAt;
  }
}
