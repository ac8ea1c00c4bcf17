package dev.weir.limit;

import java.util.concurrent.CompletionStage;

/**
 * Counts what is used. Thread-safe, over any number of replicas. Time is always an argument, in
 * epoch milliseconds, and may go back a little between calls, by less than a minute. A stage fails
 * with {@code StoreException}; nothing blocks the caller.
 *
 * <p>How each limit of each subject is counted is a {@link Counter}'s matter. Only what counts
 * something (a grant, a report of more than was reserved) moves a counter's time forward; what is
 * refused, or counts 0, leaves it as it was.
 */
public interface LimitStore {
  /** How long a retry gets the first outcome, if that admitted it. */
  long RETRY_MILLIS = 60_000;

  /**
   * Grants an acquisition if every enforced limit has room, and then counts all of its demands;
   * otherwise counts nothing. Demands under one {@link Subject#tag} are checked and counted in one
   * atomic step. Where a store must take several steps, what one step counted is given back when
   * another refuses: such a request may for a moment make another be refused, never admitted, and
   * the counters that it touched may have moved forward in time.
   *
   * <p>A retry, which is an acquisition with the {@link Acquisition#retryKey} of an earlier one,
   * gets the earlier outcome, marked as repeated, and counts nothing: for {@link #RETRY_MILLIS}
   * that of an admitted one, and that of a refused one until its {@link
   * Outcome#retryAfterMillis(java.util.List)} is over, if that is sooner. An acquisition under the
   * decision id of a refused one is no retry but that decision's second thought: it is looked at
   * anew, and its outcome is the one that retries get from then on.
   *
   * <p>An admitted acquisition some of whose limits {@linkplain LimitSpec#settles settle} is a
   * reservation until it is settled, released, or expires {@link Acquisition#reservationMillis}
   * after {@code now}. What an expired reservation holds stays counted until its window forgets it;
   * its slots free themselves after their {@link LimitSpec#windowMillis}.
   *
   * @param acquisition whose demands are each for another limit or another subject, under a
   *     decision id of its own
   */
  CompletionStage<Outcome> acquire(Acquisition acquisition, long now);

  /**
   * Settles a reservation to what was used, and gives its slots back, once: a second report, or one
   * of a decision that reserved nothing or that has expired, changes nothing. What was reserved too
   * much is given back to the bucket that counted it, as long as that still counts; what was used
   * beyond the reservation counts from {@code now}.
   *
   * @return whether there was a reservation to settle
   */
  CompletionStage<Boolean> settle(Usage usage, long now);

  /**
   * Undoes an acquisition that was admitted at {@code acquiredAt}, as if it had never been: counts,
   * slots, reservation, and the outcome that a retry would get. Called at most once for an
   * acquisition, and not after it was settled. What its reservation holds is given back where it
   * was counted, anything else to the bucket or log entry of {@code acquiredAt}; where a clock that
   * went back had it counted elsewhere, that errs towards counting too much.
   *
   * @param acquisition the very object that was admitted: with it goes what is known of how it was
   *     counted
   */
  CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now);
}
