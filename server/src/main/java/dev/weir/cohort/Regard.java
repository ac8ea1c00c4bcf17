package dev.weir.cohort;

import dev.weir.account.Level;
import java.util.List;

/**
 * How an account is to be regarded for what it shares with others.
 *
 * @param asked the verification that it is asked for: it was chosen from a cohort that is probed,
 *     is seen with a trait of a campaign, or was asked before and has not answered; NONE if it is
 *     not asked
 * @param campaign whether that is for the sake of a campaign, and not only of a suspicion
 * @param slow whether it is to be slowed down: it is seen in a cohort that is probed, and of which
 *     several have not answered
 * @param askedAt when it was asked first and has not answered since, in epoch milliseconds; 0 if it
 *     was not
 * @param held what is held of the cohorts that it was seen in, where that is more than observed
 */
public record Regard(Level asked, boolean campaign, boolean slow, long askedAt, List<Held> held) {
  /** Nothing is held of what the account shares. */
  public static final Regard NONE = new Regard(Level.NONE, false, false, 0, List.of());

  public Regard {
    held = List.copyOf(held);
  }

  /** Returns whether it is to verify itself. */
  public boolean ask() {
    return asked != Level.NONE;
  }

  /** Returns whether the account was seen in a cohort of this standing. */
  public boolean is(Standing standing) {
    return isAny(held, standing);
  }

  /** Returns whether one of these is of a standing. Makes no object, as each request asks. */
  static boolean isAny(List<Held> held, Standing standing) {
    for (int i = 0; i < held.size(); i++) {
      if (held.get(i).judgement().standing() == standing) {
        return true;
      }
    }
    return false;
  }
}
