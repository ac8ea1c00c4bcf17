package dev.weir.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a demonstration saw. The components, in snake_case and in this order, are its JSON.
 *
 * @param scenario as it was asked for
 * @param description the scenario's own
 * @param days how long the trace lasts
 * @param checks how many requests each server decided
 * @param calls how many gRPC calls were made, of both servers
 * @param seconds how long that took
 * @param limitsPolicy {@code name@digest} of the policy without anything but limits
 * @param policy {@code name@digest} of the whole policy
 * @param groups what became of each group of callers: campaigns first, by their names
 */
record DemoReport(
    String scenario,
    String description,
    long seed,
    double days,
    long checks,
    long calls,
    double seconds,
    String limitsPolicy,
    String policy,
    List<GroupResult> groups) {

  DemoReport {
    groups = List.copyOf(groups);
  }

  /**
   * What became of one group.
   *
   * @param campaign empty for the innocent
   * @param accounts how many sent requests
   * @param limitsAlone under limits alone
   * @param weir under the whole policy
   */
  record GroupResult(
      String campaign,
      @JsonProperty("class") String callerClass,
      int accounts,
      long checks,
      Outcome limitsAlone,
      Outcome weir) {

    /** Returns whether the group belongs to a campaign. */
    @JsonIgnore
    boolean isCampaign() {
      return !campaign.isEmpty();
    }
  }

  /**
   * What one server decided about one group.
   *
   * @param accountsChallenged how many accounts were ever challenged
   * @param accountsDenied how many accounts were ever denied
   */
  record Outcome(
      long allowed, long challenged, long denied, int accountsChallenged, int accountsDenied) {

    /** Returns how many requests were challenged or denied. */
    long stopped() {
      return challenged + denied;
    }
  }

  /** Returns the groups of campaigns. */
  List<GroupResult> campaigns() {
    return groups.stream().filter(GroupResult::isCampaign).toList();
  }

  /** Returns the groups of the innocent. */
  List<GroupResult> innocents() {
    return groups.stream().filter(group -> !group.isCampaign()).toList();
  }

  /** Returns a sum over groups. */
  static long sum(List<GroupResult> groups, ToLongFunction<GroupResult> value) {
    return groups.stream().mapToLong(value).sum();
  }
}
