package dev.weir.cohort;

import dev.weir.account.Level;

/**
 * What is known and learned of cohorts while requests are decided. Thread-safe. Nothing here waits
 * for a store: what is known is at most about a second old, and what is learned is written later.
 */
public interface Cohorts {
  /** Knows nothing and learns nothing. */
  Cohorts NONE =
      new Cohorts() {
        @Override
        public Regard meet(Encounter encounter) {
          return Regard.NONE;
        }

        @Override
        public void asked(Encounter encounter, Regard regard) {}

        @Override
        public void answered(String accountId, Level level, long at) {}
      };

  /**
   * Learns that an account was seen with what the encounter shows, and returns how to regard it.
   * Where there is no room, it is not learned. Costs a look-up where the same account was seen with
   * the same traits within the last hours, and a hash of each trait where it was not.
   */
  Regard meet(Encounter encounter);

  /** Learns that the account was asked to verify itself, as {@link Regard#ask} wants. */
  void asked(Encounter encounter, Regard regard);

  /**
   * Learns that an account answered a challenge, whichever it was.
   *
   * @param level what it proved
   * @param at epoch milliseconds
   */
  void answered(String accountId, Level level, long at);
}
