package dev.weir.decision;

import dev.weir.account.Level;
import dev.weir.challenge.Kind;
import java.util.List;

/**
 * What the engine needs to know of a rule.
 *
 * @param kinds what its challenge asks for, any one of which will do; empty if it has none. A rule
 *     that denies may have one, too: then who is denied can prove that it should not be
 * @param shadow whether it is only watched: it is evaluated and reported, and decides nothing
 * @param challengeMillis how long its challenge can be answered
 * @param singleUse whether a clearance for it counts once
 */
public record Rule(
    String name,
    Verdict verdict,
    String code,
    List<Kind> kinds,
    boolean shadow,
    long challengeMillis,
    boolean singleUse) {

  public Rule {
    kinds = List.copyOf(kinds);
  }

  /**
   * Returns what its challenge may ask for where a level is to be proved: whoever passed anything
   * less would be asked again. Where none of its kinds proves that much, all of them.
   */
  List<Kind> kindsThatProve(Level level) {
    if (level == Level.NONE) {
      return kinds;
    }
    List<Kind> proving = kinds.stream().filter(kind -> kind.level().compareTo(level) >= 0).toList();
    return proving.isEmpty() ? kinds : proving;
  }
}
