package dev.weir.cohort;

import java.util.List;

/**
 * How an account is to be regarded for what it shares with others.
 *
 * @param ask whether it is to verify itself: it was chosen from a cohort that is probed, is seen
 *     with a trait of a campaign, or was asked before and has not answered
 * @param blocked whether an operator blocked a cohort that it was seen in
 * @param cohorts those that it was seen in and that are more than observed
 */
public record Regard(boolean ask, boolean blocked, List<Cohort> cohorts) {
  /** Nothing is held of what the account shares. */
  public static final Regard NONE = new Regard(false, false, List.of());

  public Regard {
    cohorts = List.copyOf(cohorts);
  }
}
