package dev.weir.cohort;

import dev.weir.account.Level;
import java.time.Duration;
import java.util.Map;

/**
 * What a policy says of cohorts.
 *
 * @param traits by name; empty where the policy has no cohorts, and then nothing is observed
 * @param probed the verification that the few are asked for by whom a cohort is probed; who has it
 *     is not asked
 * @param confirmed the verification that members of a campaign are asked for; at least {@code
 *     probed}
 * @param suspicion the score in nats from which a cohort is probed
 * @param cleared how long a cohort that answered is left alone
 * @param remembered how long a confirmed one stays so after it was last seen
 */
public record CohortPolicy(
    Map<String, Trait> traits,
    Level probed,
    Level confirmed,
    double suspicion,
    Duration cleared,
    Duration remembered) {
  /** Observes nothing. */
  public static final CohortPolicy NONE =
      new CohortPolicy(
          Map.of(), Level.PAYMENT, Level.IDENTITY, 14, Duration.ofDays(7), Duration.ofDays(90));

  public CohortPolicy {
    traits = Map.copyOf(traits);
  }

  /**
   * A trait.
   *
   * @param window how long ago a member was last seen at most
   * @param most how many accounts of different organizations one value may stand behind; 0 if any
   *     number
   * @param weak whether it is shared by so many that it only bears out what other traits say: its
   *     cohorts are not probed
   * @param owned whether a value belongs to the account that was seen with it first, so that the
   *     cohort is of those who were seen with what one account owns
   * @param impliesPrepaid whether all who share a value pay by one card
   * @param impliesProxied whether all who share a value come from one network
   */
  public record Trait(
      Duration window,
      int most,
      boolean weak,
      boolean owned,
      boolean impliesPrepaid,
      boolean impliesProxied) {}

  /** Returns whether there is anything to observe. */
  public boolean observes() {
    return !traits.isEmpty();
  }
}
