package dev.weir.api.http;

import dev.weir.decision.Evidence;

/**
 * How ready the server is.
 *
 * @param state whether requests should be sent to it
 * @param evidence what verdicts can rest on at the moment
 * @param store which store it counts in, such as {@code memory} or {@code redis}
 * @param storeReachable whether that store answers
 * @param policyVersion of the policy in force; empty before there is one
 */
public record Readiness(
    State state, Evidence evidence, String store, boolean storeReachable, String policyVersion) {

  /** Where the server is in its life. */
  public enum State {
    STARTING,
    SERVING,
    DRAINING
  }

  /**
   * Returns whether requests should be sent to it. With its store out of reach it still decides,
   * and says so.
   */
  public boolean ready() {
    return state == State.SERVING;
  }
}
