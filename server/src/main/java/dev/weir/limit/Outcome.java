package dev.weir.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an acquisition ended.
 *
 * @param decisionId the acquisition's; where {@code repeated}, the first one's
 * @param admitted whether every enforced limit had room, and so everything was counted. Otherwise
 *     nothing was
 * @param repeated whether this is the outcome of an earlier acquisition with the same retry key
 * @param local whether it was counted on this replica alone, because the store could not be reached
 * @param limits one for each demand, in the demands' order; of a refusal that was known without
 *     asking the store, only those limits that are known to refuse
 */
public record Outcome(
    String decisionId,
    boolean admitted,
    boolean repeated,
    boolean local,
    List<LimitStatus> limits) {

  public Outcome {
    limits = List.copyOf(limits);
  }

  /** Returns this outcome, marked as counted on this replica alone. */
  public Outcome asLocal() {
    return new Outcome(decisionId, admitted, repeated, true, limits);
  }

  /** Returns whether some limit was exceeded, enforced or not. */
  public boolean exceeded() {
    for (LimitStatus status : limits) {
      if (status.exceeded()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the limit of this name was exceeded, enforced or not; no if it has none. */
  public boolean exceeded(String limit) {
    LimitStatus status = find(limit);
    return status != null && status.exceeded();
  }

  /**
   * Returns the wait after which every enforced limit has room, and so the acquisition is admitted
   * if nobody else uses its limits; {@link LimitStatus#NEVER} if no wait helps, 0 if it was
   * admitted.
   *
   * @param demands of the acquisition that this is the outcome of, or of a retry of it. What it
   *     says of other limits than theirs is not looked at: between a request and its retry the
   *     policy may have changed
   */
  public long retryAfterMillis(List<Demand> demands) {
    long longest = 0;
    for (int i = 0; i < demands.size(); i++) {
      if (demands.get(i).enforced()) {
        LimitStatus status = at(i, demands.get(i).limit().name());
        if (status != null) {
          longest = Math.max(longest, status.retryAfterMillis());
        }
      }
    }
    return longest;
  }

  private @Nullable LimitStatus at(int index, String limit) {
    if (index < limits.size() && limits.get(index).name().equals(limit)) {
      return limits.get(index);
    }
    return find(limit);
  }

  private @Nullable LimitStatus find(String limit) {
    for (int i = 0; i < limits.size(); i++) {
      if (limits.get(i).name().equals(limit)) {
        return limits.get(i);
      }
    }
    return null;
  }
}
