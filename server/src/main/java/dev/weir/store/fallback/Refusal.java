package dev.weir.store.fallback;

import dev.weir.limit.Demand;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a limit that has no room for a single request of one subject. Times in epoch
 * milliseconds. Immutable.
 *
 * @param max that it has no room under
 * @param since from when on it is known to have had none, without a gap
 * @param saidAt when the store said so last
 * @param until when there is room again, if nobody else uses the limit
 * @param resetAt when nothing of it is used any more, likewise
 */
record Refusal(long max, long since, long saidAt, long until, long resetAt) {
  /**
   * How long the store's word is taken: another replica may have given back, or the store may have
   * lost, what it said was used.
   */
  static final long LONGEST_MILLIS = 60_000;

  /**
   * How long there must have been no room for what may be a retry to be refused: then no first try
   * was admitted that the store still remembers. Twice as long as it does, since the clock may have
   * gone back in between, by less than a minute.
   */
  static final long RETRY_MILLIS = 2 * LimitStore.RETRY_MILLIS;

  /** Returns what a store's refusal at {@code now} tells. */
  static Refusal of(LimitStatus status, long now) {
    return new Refusal(
        status.limit(), now, now, now + status.retryAfterMillis(), now + status.resetAfterMillis());
  }

  /** Returns what is known of the limit after {@code earlier}, and then this, was said of it. */
  Refusal after(@Nullable Refusal earlier) {
    if (earlier == null || earlier.max != max) {
      return this;
    }
    if (saidAt <= earlier.saidAt) {
      // Their order is not known. What is used has only grown, so the later moments hold.
      return new Refusal(
          max,
          earlier.since,
          earlier.saidAt,
          Math.max(until, earlier.until),
          Math.max(resetAt, earlier.resetAt));
    }
    return saidAt < earlier.until ? new Refusal(max, earlier.since, saidAt, until, resetAt) : this;
  }

  /**
   * Returns whether the store would refuse a demand at {@code now}.
   *
   * @param named whether it may be a retry, which gets the outcome of the first try
   */
  boolean holds(Demand demand, boolean named, long now) {
    return demand.max() == max
        && now >= saidAt
        && now < until
        && now - saidAt < (demand.isLeased() ? Lease.LONGEST_PERIOD_MILLIS : LONGEST_MILLIS)
        && (!named || now - since >= RETRY_MILLIS);
  }

  /** Returns where the limit stands at {@code now}. */
  LimitStatus status(Demand demand, long now) {
    return new LimitStatus(
        demand.limit().name(),
        max,
        0,
        true,
        until - now,
        resetAt - now,
        demand.limit().windowMillis());
  }
}
