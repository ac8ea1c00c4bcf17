package dev.weir.cohort;

import java.util.Set;

/**
 * What is held of a cohort, apart from who is in it. Times are epoch milliseconds.
 *
 * @param standing what is held of it
 * @param since when that standing began
 * @param chosen the ids of the members who are to be asked; of a cohort that is {@link
 *     Standing#OVERUSED}, of those who are not to be refused
 * @param finding why
 * @param setBy the operator who said so, whom no assessment overrules; empty if none did
 * @param firstSeen when its first member was seen
 * @param lastSeen when one was seen last, as far as was known
 */
public record Judgement(
    Cohort.Key key,
    Standing standing,
    long since,
    Set<Long> chosen,
    Finding finding,
    String setBy,
    long firstSeen,
    long lastSeen) {
  public Judgement {
    chosen = Set.copyOf(chosen);
  }

  /** Returns what is held of a cohort of which nothing is known. */
  public static Judgement none(Cohort.Key key, long now) {
    return new Judgement(key, Standing.OBSERVED, now, Set.of(), Finding.NONE, "", now, now);
  }

  /**
   * Returns whether its members are asked one by one, and not whoever is seen in it: so it matters
   * soon who else has become one.
   */
  public boolean isAsking() {
    return standing == Standing.PROBING || (standing == Standing.CONFIRMED && !chosen.isEmpty());
  }

  /** Returns whether an operator said so. */
  public boolean isSetByOperator() {
    return !setBy.isEmpty();
  }

  /**
   * Returns what an operator says of the cohort.
   *
   * @param operator who says so; never empty
   */
  public Judgement dispose(Standing other, String operator, long now) {
    return new Judgement(key, other, now, Set.of(), finding, operator, firstSeen, lastSeen);
  }

  /** Returns that the assessment finds out what is to be held of it, beginning from a standing. */
  public Judgement assessedFrom(Standing other, long now) {
    return become(other, now);
  }

  Judgement become(Standing other, long now) {
    return new Judgement(key, other, now, Set.of(), finding, "", firstSeen, lastSeen);
  }

  Judgement choosing(Set<Long> members) {
    return new Judgement(key, standing, since, members, finding, setBy, firstSeen, lastSeen);
  }

  Judgement found(Finding other, long seenLast) {
    return new Judgement(
        key, standing, since, chosen, other, setBy, firstSeen, Math.max(lastSeen, seenLast));
  }

  /** Returns whether another says the same to who decides. */
  boolean holds(Judgement other) {
    return standing == other.standing && since == other.since && chosen.equals(other.chosen);
  }
}
