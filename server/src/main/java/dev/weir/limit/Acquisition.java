package dev.weir.limit;

import java.util.List;

/**
 * All that one request asks of its limits, to be granted or refused as one.
 *
 * @param decisionId under which a report settles it; see {@link DecisionId}
 * @param retryKey names the request over retries: account and request id. A second acquisition with
 *     the same key within {@link LimitStore#RETRY_MILLIS} gets the first one's outcome, if the tag
 *     of its decision id is the same: it is, as long as the account is of the same organization.
 *     Empty: every acquisition counts
 * @param demands at least one
 * @param reservationMillis how long a report is waited for
 * @param timeoutNanos how long the caller can wait for the outcome; later it is of no use
 */
public record Acquisition(
    String decisionId,
    String retryKey,
    List<Demand> demands,
    long reservationMillis,
    long timeoutNanos) {

  public Acquisition {
    demands = List.copyOf(demands);
  }

  /** Returns the same with other demands. */
  public Acquisition withDemands(List<Demand> others) {
    return new Acquisition(decisionId, retryKey, others, reservationMillis, timeoutNanos);
  }
}
