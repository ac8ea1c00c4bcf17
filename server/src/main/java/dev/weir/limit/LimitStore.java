package dev.weir.limit;

import java.util.concurrent.CompletionStage;

/**
 * Counts what is used. Thread-safe, over any number of replicas. Time is always an argument, in
 * epoch milliseconds, and may go back a little between calls. A stage fails with {@code
 * StoreException}; nothing blocks the caller.
 */
public interface LimitStore {
  /** How long a retry gets the first outcome. */
  long RETRY_MILLIS = 60_000;

  /**
   * Grants an acquisition if every enforced limit has room, and then counts all of its demands;
   * otherwise counts nothing. Demands under one {@link Subject#tag} are checked and counted in one
   * atomic step. Where a store must take several steps, what one step counted is given back when
   * another refuses: such a request may for a moment make another be refused, never admitted.
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
   * acquisition.
   */
  CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now);
}
