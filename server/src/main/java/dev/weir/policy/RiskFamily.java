package dev.weir.policy;

import dev.weir.account.Profile;
import dev.weir.decision.Facts;

/**
 * One kind of evidence about an account. Families are independent of each other: that two of them
 * speak against an account is worth more than one that speaks loudly.
 */
@FunctionalInterface
interface RiskFamily {

  /**
   * Adds what the family has to say, if anything. Thread-safe; allocates nothing where there is
   * nothing to say.
   */
  void assess(Facts facts, Profile profile, long now, RiskSum sum);
}
