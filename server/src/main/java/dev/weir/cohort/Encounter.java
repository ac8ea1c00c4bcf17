package dev.weir.cohort;

import dev.weir.account.Account;
import dev.weir.account.Level;

/** An account that is seen, with what it is seen with. */
public interface Encounter {
  /** Returns the account. */
  Account account();

  /** Returns the verification that it holds now. */
  Level level();

  /** Returns when it is seen, in epoch milliseconds. */
  long at();

  /** Returns the model that it asks for; empty if unknown. */
  String model();

  /** Returns the network that it comes from, such as a /24; empty if unknown. */
  String network();

  /** Returns whether it comes through a residential or anonymous proxy, as a front end says. */
  boolean proxied();

  /**
   * Returns a hash of all that is shown to {@link #shared}, of the level and of the model. Cheap,
   * since it is asked for on each request; two that differ may have one in rare cases, and then
   * what the second is seen with is learned some hours later.
   */
  long fingerprint();

  /** Shows the traits that an account may share with others to a visitor, in no order. */
  void shared(Visitor visitor);

  /** Shows the values that belong to whoever was first seen with them. */
  void owned(Visitor visitor);

  /** Is shown traits, one by one. */
  interface Visitor {
    /**
     * Is shown a text.
     *
     * @param trait the trait's name in the policy
     * @param value never empty
     */
    void text(String trait, String value);

    /** Is shown a hash. */
    void hash(String trait, long value);
  }
}
