package dev.weir.cohort;

import dev.weir.cohort.ChallengeTest.Result;
import dev.weir.cohort.CohortPolicy.Trait;
import java.util.HashSet;
import java.util.Set;

/**
 * Judges cohorts. The same cohort, answers, population and time give the same judgement, whichever
 * replica asks, so that two that judge at once do no harm. For one thread at a time.
 *
 * <p>An account that is silent for the sake of a campaign is explained by it: where it shares
 * something with others, such as the exit of a proxy or a popular client, it is no evidence against
 * these. Only what is left of a cohort is compared with the population, and asked.
 */
final class Assessor {
  /** The fewest of different owners that are judged: organizations, or accounts without one. */
  private static final int FEWEST = 4;

  /**
   * By how much a cohort that was cleared grows until it is looked at again. Else a few accounts
   * that answer would open it to a campaign. Its members' answers still count.
   */
  private static final double GROWN = 2;

  private final CohortPolicy policy;
  private final ChallengeTest test;
  private final Probe probe;

  /**
   * Creates an assessor.
   *
   * @param answers how accounts answered so far
   * @param standings what is held of all cohorts
   */
  Assessor(CohortPolicy policy, ChallengeTest test, Answers answers, Standings standings) {
    this.policy = policy;
    this.test = test;
    this.probe = new Probe(policy, test, answers, standings);
  }

  /**
   * Returns what is to be held of a cohort from {@code now} on.
   *
   * @param population whom its members are compared with
   */
  Judgement assess(Cohort cohort, Population population, long now) {
    Judgement held = cohort.judgement();
    Trait trait = policy.traits().get(cohort.key().trait());
    if (trait == null) {
      return held;
    }
    Sample sample = cohort.sample().since(now - trait.window().toMillis());
    return held.isSetByOperator()
        ? said(held, sample, trait)
        : consider(expire(held, sample, now), sample, trait, population, now);
  }

  /** Returns what an operator said, of all members where whoever is seen does not tell. */
  private static Judgement said(Judgement held, Sample sample, Trait trait) {
    boolean ofMembers =
        held.standing() == Standing.CONFIRMED || held.standing() == Standing.BLOCKED;
    return trait.owned() && ofMembers ? held.choosing(all(sample)) : held;
  }

  private Judgement expire(Judgement held, Sample sample, long now) {
    boolean over =
        switch (held.standing()) {
          case CLEARED -> now - held.since() >= policy.cleared().toMillis();
          case PROBING, CONFIRMED, OVERUSED ->
              sample.size() == 0 && now - held.lastSeen() >= policy.remembered().toMillis();
          case OBSERVED, EXEMPT, BLOCKED -> false;
        };
    return over ? held.become(Standing.OBSERVED, now) : held;
  }

  /** Most cohorts are like all accounts: these are found out first, by the least work. */
  private Judgement consider(
      Judgement known, Sample sample, Trait trait, Population population, long now) {
    boolean observed = known.standing() == Standing.OBSERVED;
    if (observed
        && trait.most() == 0
        && !Owners.areAtLeast(Split.FEWEST_EXPLAINED, sample.members())) {
      return known;
    }
    boolean overused = isOverused(sample, trait);
    if (observed && trait.weak() && !overused) {
      // Whoever its members are: a weak trait is the cause of nothing, and only read beside others.
      return known;
    }
    Split members = probe.split(known, sample, now);
    if (observed && !overused && isUnsuspicious(sample, members, trait, population)) {
      return known;
    }
    if (known.standing() == Standing.CLEARED && !hasGrown(known, sample)) {
      return known.found(known.finding(), seen(sample));
    }
    Finding finding = Suspicion.find(sample, members, trait, population);
    return judge(known.found(finding, seen(sample)), sample, members, trait, now);
  }

  private boolean isUnsuspicious(Sample sample, Split members, Trait trait, Population population) {
    if (members.isPartOfCampaign(trait)) {
      return members.isExcused();
    }
    return !Owners.areAtLeast(FEWEST, members.rest())
        || Suspicion.most(sample, members, trait, population) < policy.suspicion();
  }

  private static boolean isOverused(Sample sample, Trait trait) {
    return trait.most() > 0 && Owners.areAtLeast(trait.most() + 1, sample.members());
  }

  /** Returns whether a cohort has far more members than when it was cleared: it may be another. */
  private static boolean hasGrown(Judgement cleared, Sample sample) {
    return sample.distinct() >= GROWN * Math.max(FEWEST, cleared.finding().accounts());
  }

  private Judgement judge(Judgement found, Sample sample, Split members, Trait trait, long now) {
    if (isOverused(sample, trait)) {
      boolean already = found.standing() == Standing.OVERUSED;
      return (already ? found : found.become(Standing.OVERUSED, now))
          .choosing(Rightful.of(sample.members()));
    }
    if (trait.weak()) {
      return found;
    }
    Judgement judged =
        switch (found.standing()) {
          case OBSERVED -> suspect(found, sample, members, trait, now);
          case PROBING -> probe(found, sample, members, trait, now);
          case CONFIRMED -> confirmed(found, sample, members, trait, now);
          case CLEARED ->
              suspect(found.become(Standing.OBSERVED, now), sample, members, trait, now);
          case OVERUSED, EXEMPT, BLOCKED -> found;
        };
    return judged.standing() == Standing.CONFIRMED
        ? judged.choosing(chosen(judged, sample, members, trait))
        : judged;
  }

  /** Returns which members of a campaign matter one by one, so that it is soon due again. */
  private Set<Long> chosen(Judgement confirmed, Sample sample, Split members, Trait trait) {
    if (trait.owned()) {
      // That somebody goes on with what another owns is not seen each time.
      return all(sample);
    }
    // Strangers come from it as well, and are to be told soon.
    return trait.isNetwork() ? probe.askedLast(confirmed, members.rest()) : Set.of();
  }

  private Judgement suspect(Judgement found, Sample sample, Split members, Trait trait, long now) {
    if (members.isPartOfCampaign(trait)) {
      return members.isExcused() ? found : found.become(Standing.CONFIRMED, now);
    }
    return found.finding().score() >= policy.suspicion()
        ? probe(found.become(Standing.PROBING, now), sample, members, trait, now)
        : found;
  }

  private Judgement probe(Judgement found, Sample sample, Split members, Trait trait, long now) {
    if (members.isPartOfCampaign(trait)) {
      return found.become(Standing.CONFIRMED, now);
    }
    double accounts = sample.distinct();
    Result result = probe.weigh(found, members.rest(), now);
    if (test.confirms(result)) {
      return isOfPeopleNow(found, members, trait, now)
          ? found.choosing(probe.askedLast(found, members.rest()))
          : found.become(Standing.CONFIRMED, now);
    }
    if (test.clears(result, accounts)) {
      return found.become(Standing.CLEARED, now);
    }
    return found.choosing(probe.choose(found, members.rest(), accounts, now));
  }

  /** Whoever is asked for a campaign answers for it, so it can still turn out to be none. */
  private Judgement confirmed(
      Judgement found, Sample sample, Split members, Trait trait, long now) {
    if (test.clears(members.all(), sample.distinct())) {
      return found.become(Standing.CLEARED, now);
    }
    return isOfPeopleNow(found, members, trait, now)
        ? found.become(Standing.PROBING, now).choosing(probe.askedLast(found, members.rest()))
        : found;
  }

  /**
   * Returns whether those who come from a campaign's network are people by now, such as other
   * customers of a proxy, and whoever has the address next: who is silent stays asked, and nobody
   * else is.
   */
  private boolean isOfPeopleNow(Judgement found, Split members, Trait trait, long now) {
    return trait.isNetwork() && probe.answerOfLate(found, members.rest(), now);
  }

  /** Returns all members. */
  private static Set<Long> all(Sample sample) {
    Set<Long> all = new HashSet<>();
    sample.members().forEach(member -> all.add(member.id()));
    return all;
  }

  private static long seen(Sample sample) {
    long last = 0;
    for (Member member : sample.members()) {
      last = Math.max(last, member.lastSeen());
    }
    return last;
  }
}
