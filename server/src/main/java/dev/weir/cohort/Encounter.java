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
   * Adds all that is shown to {@link #shared}, the level and the model to a hash. Cheap, since it
   * is asked for on each request. What two requests of an account add the same of are taken for the
   * same, so that whatever a caller may choose is added itself, and not a hash of it.
   */
  void fingerprint(FingerprintHash to);

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
