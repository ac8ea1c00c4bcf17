package dev.weir.cohort;

import java.util.Set;

/**
 * What is held of a cohort, apart from who is in it. Times are epoch milliseconds.
 *
 * @param standing what is held of it
 * @param since when that standing began
 * @param askingSince since when its members are asked, be it as suspects or as a campaign's: what
 *     they were asked before has lapsed; 0 if they are not
 * @param chosen the ids of the members who are to be asked; of a cohort that is {@link
 *     Standing#OVERUSED}, of those who are not to be refused; of one that is {@link
 *     Standing#BLOCKED}, of those who are, apart from whoever is seen with the value
 * @param finding why
 * @param setBy the operator who said so, whom no assessment overrules; empty if none did
 * @param firstSeen when its first member was seen
 * @param lastSeen when one was seen last, as far as was known
 */
public record Judgement(
    Cohort.Key key,
    Standing standing,
    long since,
    long askingSince,
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
    return new Judgement(key, Standing.OBSERVED, now, 0, Set.of(), Finding.NONE, "", now, now);
  }

  /**
   * Returns whether its members are asked or refused one by one, and not whoever is seen in it: so
   * it matters soon who else has become one. Where an operator says so, there may be none yet.
   */
  public boolean isAsking() {
    return switch (standing) {
      case PROBING -> true;
      case CONFIRMED, BLOCKED -> !chosen.isEmpty() || isSetByOperator();
      case OBSERVED, CLEARED, OVERUSED, EXEMPT -> false;
    };
  }

  /**
   * Returns whether it says that the cohort is one that is to be stopped, and not only that it may
   * be, or is none. To find that out again takes long, so where there is no room, all else makes
   * room first.
   */
  public boolean isProven() {
    return switch (standing) {
      case CONFIRMED, OVERUSED, BLOCKED -> true;
      case OBSERVED, PROBING, CLEARED, EXEMPT -> false;
    };
  }

  /** Returns whether an operator said so. */
  public boolean isSetByOperator() {
    return !setBy.isEmpty();
  }

  /**
   * Returns whether it says what an operator said, and not what another said since: only who is
   * chosen and what was found may be otherwise.
   *
   * @param said that an operator said so
   */
  public boolean repeats(Judgement said) {
    return standing == said.standing && since == said.since && setBy.equals(said.setBy);
  }

  /**
   * Returns what an operator says of the cohort.
   *
   * @param operator who says so; never empty
   */
  public Judgement dispose(Standing other, String operator, long now) {
    return new Judgement(
        key, other, now, asking(other, now), Set.of(), finding, operator, firstSeen, lastSeen);
  }

  /** Returns that the assessment finds out what is to be held of it, beginning from a standing. */
  public Judgement assessedFrom(Standing other, long now) {
    return become(other, now);
  }

  Judgement become(Standing other, long now) {
    return new Judgement(
        key, other, now, asking(other, now), Set.of(), finding, "", firstSeen, lastSeen);
  }

  Judgement choosing(Set<Long> members) {
    return new Judgement(
        key, standing, since, askingSince, members, finding, setBy, firstSeen, lastSeen);
  }

  Judgement found(Finding other, long seenLast) {
    return new Judgement(
        key,
        standing,
        since,
        askingSince,
        chosen,
        other,
        setBy,
        firstSeen,
        Math.max(lastSeen, seenLast));
  }

  /**
   * Returns whether an answer to what was asked for this cohort's sake is still to come. Once a
   * cohort is cleared, or forgotten, nobody asks any more: silence from then on says nothing, and
   * goes on saying nothing where the cohort becomes suspicious again, until the account is asked.
   *
   * @param answer of an account that was asked for this cohort's sake
   */
  boolean awaits(Answer answer) {
    return asks(standing) && answer.isSilent() && answer.changedAt() >= askingSince;
  }

  /** Returns since when members are asked once the standing is another one. */
  private long asking(Standing other, long now) {
    if (!asks(other)) {
      return 0;
    }
    return asks(standing) ? askingSince : now;
  }

  private static boolean asks(Standing standing) {
    return switch (standing) {
      case PROBING, CONFIRMED -> true;
      case OBSERVED, CLEARED, OVERUSED, EXEMPT, BLOCKED -> false;
    };
  }

  /** Returns whether another says the same to who decides, and gives much the same reason. */
  boolean isLike(Judgement other) {
    return holds(other) && finding.isLike(other.finding);
  }

  /** Returns whether another says the same to who decides. */
  boolean holds(Judgement other) {
    return standing == other.standing && since == other.since && chosen.equals(other.chosen);
  }
}
