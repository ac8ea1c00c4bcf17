package dev.weir.cohort;

import dev.weir.account.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What a policy says of cohorts.
 *
 * @param traits by name; empty where the policy has no cohorts, and then nothing is observed
 * @param probed the verification that the few are asked for by whom a cohort is probed, but for
 *     what {@link #asked} says; who has it is asked last, and for {@code confirmed}
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
   * @param natures what its values are; none of a person's own things, such as a device
   */
  public record Trait(Duration window, int most, boolean weak, Set<Nature> natures) {
    public Trait {
      natures = Set.copyOf(natures);
    }

    /**
     * Returns whether a value belongs to the account that was seen with it first, so that the
     * cohort is of those who were seen with what one account owns.
     */
    public boolean owned() {
      return natures.contains(Nature.OWNED);
    }

    /** Returns whether all who share a value pay by one card. */
    public boolean isCard() {
      return natures.contains(Nature.CARD);
    }

    /** Returns whether all who share a value come from one network. */
    public boolean isNetwork() {
      return natures.contains(Nature.NETWORK);
    }

    /**
     * Returns whether strangers come by a value, each by himself. That a campaign uses it, too, as
     * it uses a popular prompt to look like others, says nothing of the rest.
     */
    public boolean isCommon() {
      return natures.contains(Nature.COMMON) || isNetwork();
    }
  }

  /** What a value of a trait is, as far as it matters to how a cohort is judged. */
  public enum Nature {
    /** It belongs to the account that was seen with it first, such as a conversation. */
    OWNED,
    /** By it members pay, and prove that they can. */
    CARD,
    /** From it members come. */
    NETWORK,
    /** Strangers have it, such as a prompt that many use, or a domain of mail. */
    COMMON
  }

  /**
   * Returns the verification that the few are asked for by whom a cohort is probed. That somebody
   * can pay by a card answers nothing where the card is what is shared.
   *
   * @param trait its name; one that the policy does not have is asked for as any other
   */
  public Level asked(String trait) {
    Trait found = traits.get(trait);
    return found != null && found.isCard() ? confirmed : probed;
  }

  /** Returns whether there is anything to observe. */
  public boolean observes() {
    return !traits.isEmpty();
  }
}
