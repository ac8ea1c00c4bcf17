package dev.weir.cohort;

import dev.weir.cohort.CohortPolicy.Trait;
import java.util.List;

/** Finds out how unlike all accounts the members of a cohort are, in nats. */
final class Suspicion {
  /**
   * How many accounts people are seen to hand something that they own, on average: to one, and one
   * of so many things is followed.
   */
  private static final double HANDED_ON = 1.0 / TraitHash.FOLLOWED;

  /** How many owners, on average, pay by one card: families do, and who has two accounts. */
  private static final double PAID_BY_ONE = 2;

  /** Up to which share of a campaign's accounts a cohort may be people's, as when it is tested. */
  private static final double HALF_PEOPLE = 0.5;

  private Suspicion() {}

  /** Returns the most that the score of {@link #find} can be, by much less work. */
  static double most(Sample sample, Split members, Trait trait, Population population) {
    return 2 * composition(sample, members, trait, population)
        + shared(members, trait)
        + explained(members, trait);
  }

  /** Returns what is found of a cohort. */
  static Finding find(Sample sample, Split members, Trait trait, Population population) {
    List<Member> rest = members.rest();
    double composition = composition(sample, members, trait, population);
    Timing timing = population.timing();
    Timing.Moved moved = timing.moved(rest);
    double synchrony = timing.synchrony(rest);
    // Even volumes and equal hours alone say little: programs that run by the clock have them, too.
    double together = Evenness.score(rest, population.spread()) + synchrony + timing.pivot(moved);
    return new Finding(
        composition
            + Math.min(composition, together)
            + shared(members, trait)
            + explained(members, trait),
        sample.distinct(),
        requests(sample.members()),
        Population.unverified(sample.members()),
        population.unverified(),
        Population.fresh(sample.members()),
        population.fresh(),
        Evenness.evenness(sample.members()),
        synchrony,
        moved.share(),
        timing.moved(),
        members.all().asked(),
        members.all().passed());
  }

  private static double composition(
      Sample sample, Split members, Trait trait, Population population) {
    int given = Population.given(trait);
    return members.explained().isEmpty()
        ? Composition.score(sample.count(given), sample.size(), population, given)
        : Composition.score(members.rest(), population, given);
  }

  /**
   * Returns by how much so many speak against the few that share what one person owns: the
   * logarithm of the likelihood ratio of two Poisson distributions.
   */
  private static double shared(Split members, Trait trait) {
    if (!trait.owned() && !trait.isCard()) {
      return 0;
    }
    double usual = trait.owned() ? HANDED_ON : PAID_BY_ONE;
    long owners = Owners.count(members.rest());
    return owners <= usual ? 0 : owners * Math.log(owners / usual) - owners + usual;
  }

  /**
   * Returns by how much so many members whom a campaign explains speak against half of all being
   * people, which is what {@link ChallengeTest} has to tell from it. So the rest of those who share
   * a campaign's next prompt are asked before they look doubtful by themselves. Who comes from a
   * network chooses nothing by it: a campaign and its neighbours behind one proxy share that alone.
   */
  private static double explained(Split members, Trait trait) {
    int explained = members.explained().size();
    return explained == 0 || trait.isNetwork()
        ? 0
        : Composition.logLikelihoodRatio(explained, explained + members.rest().size(), HALF_PEOPLE);
  }

  private static long requests(List<Member> members) {
    long sum = 0;
    for (Member member : members) {
      sum += member.activity().requests();
    }
    return sum;
  }
}
