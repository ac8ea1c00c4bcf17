package dev.weir.cohort;

import dev.weir.account.Level;
import dev.weir.cohort.ChallengeTest.Result;
import dev.weir.cohort.CohortPolicy.Trait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Judges cohorts. The same cohort, answers, population and time give the same judgement, whichever
 * replica asks, so that two that judge at once do no harm. Thread-safe.
 *
 * <p>An account that is silent for the sake of a campaign is explained by it: where it shares
 * something with others, such as the exit of a proxy or a popular client, it is no evidence against
 * these. Only what is left of a cohort is compared with the population, and asked.
 */
final class Assessor {
  /** The fewest of different owners that are judged: organizations, or accounts without one. */
  private static final int FEWEST = 4;

  /** How many explained members, and which share of all, make a cohort part of their campaign. */
  private static final int FEWEST_EXPLAINED = 3;

  private static final double MOSTLY = 0.8;

  /** How many members are asked at first, at least: where fewer are, a campaign takes long. */
  private static final int FIRST_PROBES = 3;

  /** How many members are asked at most before a cohort is confirmed or cleared. */
  private static final int MOST_PROBES = 48;

  /** How many members are chosen for each that is to be asked. */
  private static final int CANDIDATES = 3;

  /** How long a member may take to answer, or to call again, before another is asked too. */
  private static final long PATIENCE = TimeUnit.MINUTES.toMillis(20);

  /** Who was not seen for longer will hardly call soon; that one was seen is told once a day. */
  private static final long ACTIVE = TimeUnit.DAYS.toMillis(2);

  /** How long an answer counts. */
  private static final long ANSWERED = TimeUnit.DAYS.toMillis(30);

  /** How long before the others an account must have been there to be the rightful one. */
  private static final long LONG_BEFORE = TimeUnit.DAYS.toMillis(7);

  /**
   * By how much a cohort that was cleared grows until it is looked at again. Else a few accounts
   * that answer would open it to a campaign. Its members' answers still count.
   */
  private static final double GROWN = 2;

  /** How many accounts, on average, people hand something that they own. */
  private static final double HANDED_ON = 1;

  private final CohortPolicy policy;
  private final ChallengeTest test;
  private final Answers answers;
  private final Standings standings;

  /**
   * Creates an assessor.
   *
   * @param answers how accounts answered so far
   * @param standings what is held of all cohorts
   */
  Assessor(CohortPolicy policy, ChallengeTest test, Answers answers, Standings standings) {
    this.policy = policy;
    this.test = test;
    this.answers = answers;
    this.standings = standings;
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
    if (held.isSetByOperator()) {
      return said(held, sample, trait);
    }
    Judgement known = expire(held, sample, now);
    if (known.standing() == Standing.OBSERVED
        && trait.most() == 0
        && !isOfSeveral(sample.members(), FEWEST_EXPLAINED)) {
      return known;
    }
    Members members = split(known, sample, now);
    if (known.standing() == Standing.OBSERVED
        && isUnsuspicious(sample, members, trait, population)) {
      return known;
    }
    if (known.standing() == Standing.CLEARED && !hasGrown(known, sample)) {
      return known.found(known.finding(), seen(sample));
    }
    Judgement found = known.found(find(sample, members, trait, population), seen(sample));
    if (isOverused(sample, trait)) {
      return (found.standing() == Standing.OVERUSED ? found : found.become(Standing.OVERUSED, now))
          .choosing(rightful(sample.members()));
    }
    if (trait.weak()) {
      return found;
    }
    Judgement judged =
        switch (found.standing()) {
          case OBSERVED -> suspect(found, sample, members, trait, now);
          case PROBING -> probe(found, sample, members, now);
          case CONFIRMED -> confirmed(found, sample, members, now);
          case CLEARED ->
              suspect(found.become(Standing.OBSERVED, now), sample, members, trait, now);
          case OVERUSED, EXEMPT, BLOCKED -> found;
        };
    return trait.owned() && judged.standing() == Standing.CONFIRMED
        ? judged.choosing(all(sample))
        : judged;
  }

  /** Returns what an operator said, of all members where whoever is seen does not tell. */
  private static Judgement said(Judgement held, Sample sample, Trait trait) {
    boolean ofMembers =
        held.standing() == Standing.CONFIRMED || held.standing() == Standing.BLOCKED;
    return trait.owned() && ofMembers ? held.choosing(all(sample)) : held;
  }

  /** Returns whether a cohort has far more members than when it was cleared: it may be another. */
  private static boolean hasGrown(Judgement cleared, Sample sample) {
    return sample.distinct() >= GROWN * Math.max(FEWEST, cleared.finding().accounts());
  }

  /** Most cohorts are: found out first, by the least work. */
  private boolean isUnsuspicious(
      Sample sample, Members members, Trait trait, Population population) {
    if (isOverused(sample, trait)) {
      return false;
    }
    if (isPartOfCampaign(members)) {
      return trait.weak() || isExcused(members, trait);
    }
    if (trait.weak() || !isOfSeveral(members.rest, FEWEST)) {
      return true;
    }
    double composition = composition(sample, members, trait, population);
    double handed = trait.owned() ? handedOn(owners(members.rest)) : 0;
    return 2 * composition + handed < policy.suspicion();
  }

  private static double composition(
      Sample sample, Members members, Trait trait, Population population) {
    int given = Population.given(trait);
    return members.explained.isEmpty()
        ? Composition.score(sample.count(given), sample.size(), population, given)
        : Composition.score(members.rest, population, given);
  }

  private static boolean isOverused(Sample sample, Trait trait) {
    return trait.most() > 0 && isOfSeveral(sample.members(), trait.most() + 1);
  }

  /**
   * The members of a cohort.
   *
   * @param explained that are silent for the sake of another cohort, which is a campaign
   * @param rest all others
   * @param all how all of them answered
   */
  private record Members(List<Member> explained, List<Member> rest, Result all) {}

  private Members split(Judgement known, Sample sample, long now) {
    if (answers.isEmpty()) {
      return new Members(List.of(), sample.members(), Result.NONE);
    }
    List<Member> members = sample.members();
    List<Member> explained = new ArrayList<>();
    // Hardly ever is anybody explained: then the members need not be copied.
    List<Member> rest = members;
    Result all = Result.NONE;
    for (int i = 0; i < members.size(); i++) {
      Answer answer = answers.find(sample.id(i));
      all = answer == null ? all : weigh(all, answer, known, now);
      if (answer != null && isSilentElsewhere(answer, known.key(), now)) {
        rest = explained.isEmpty() ? new ArrayList<>(members.subList(0, i)) : rest;
        explained.add(members.get(i));
      } else if (!explained.isEmpty()) {
        rest.add(members.get(i));
      }
    }
    return new Members(explained, rest, all);
  }

  private boolean isSilentElsewhere(Answer answer, Cohort.Key key, long now) {
    return !answer.cause().equals(key)
        && standings.standing(answer.cause()) == Standing.CONFIRMED
        && standings.awaits(answer)
        && now - answer.askedAt() >= PATIENCE;
  }

  /** Weighs an answer, or silence on what was asked and has not lapsed: that is no evidence. */
  private Result weigh(Result result, Answer answer, Judgement known, long now) {
    if (isAwaited(answer, known)) {
      return test.silent(result, now - answer.askedAt());
    }
    return now - answer.passedAt() < ANSWERED ? test.passed(result) : result;
  }

  /**
   * Returns whether an account is silent on what is still asked: for this cohort's sake, of which
   * more may be known here than is held so far, or for another's.
   */
  private boolean isAwaited(Answer answer, Judgement known) {
    return answer.cause().equals(known.key()) ? known.awaits(answer) : standings.awaits(answer);
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

  private Finding find(Sample sample, Members members, Trait trait, Population population) {
    List<Member> rest = members.rest;
    double composition = composition(sample, members, trait, population);
    Timing timing = population.timing();
    Timing.Moved moved = timing.moved(rest);
    double synchrony = timing.synchrony(rest);
    // Even volumes and equal hours alone say little: programs that run by the clock have them, too.
    double together = Evenness.score(rest, population.spread()) + synchrony + timing.pivot(moved);
    double handed = trait.owned() ? handedOn(owners(rest)) : 0;
    return new Finding(
        composition + Math.min(composition, together) + handed,
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
        members.all.asked(),
        members.all.passed());
  }

  /** Returns by how much so many speak against the few that people hand something to, in nats. */
  private static double handedOn(long owners) {
    return owners <= HANDED_ON ? 0 : owners * Math.log(owners / HANDED_ON) - owners + HANDED_ON;
  }

  private Judgement suspect(
      Judgement found, Sample sample, Members members, Trait trait, long now) {
    if (isPartOfCampaign(members)) {
      return isExcused(members, trait) ? found : found.become(Standing.CONFIRMED, now);
    }
    return found.finding().score() >= policy.suspicion()
        ? probe(found.become(Standing.PROBING, now), sample, members, now)
        : found;
  }

  private static boolean isPartOfCampaign(Members members) {
    int explained = members.explained.size();
    return explained >= FEWEST_EXPLAINED && explained >= MOSTLY * (explained + members.rest.size());
  }

  /** Returns whether a campaign's accounts do not make a cohort theirs: others share it as well. */
  private static boolean isExcused(Members members, Trait trait) {
    return members.all.passed() * 4 > members.all.asked() || trait.impliesProxied();
  }

  private Judgement probe(Judgement found, Sample sample, Members members, long now) {
    if (isPartOfCampaign(members)) {
      return found.become(Standing.CONFIRMED, now);
    }
    double accounts = sample.distinct();
    Set<Long> chosen = choose(found, members.rest, accounts, now);
    Result result = Result.NONE;
    for (Member member : members.rest) {
      Answer answer = answers.find(member.id());
      result = answer == null ? result : weigh(result, answer, found, now);
    }
    if (test.confirms(result)) {
      return found.become(Standing.CONFIRMED, now);
    }
    if (test.clears(result, accounts)) {
      return found.become(Standing.CLEARED, now);
    }
    return found.choosing(chosen);
  }

  /**
   * Chooses whom to ask. Ids are hashes, so those with the smallest are a random draw. Whoever was
   * chosen from another cohort comes first, so that nobody is asked for each of the cohorts that a
   * crowd forms. One more is asked for each who was asked to no end. Several are chosen for each
   * who is to be asked, and the first of them to call are: a few may be away.
   */
  private Set<Long> choose(Judgement found, List<Member> members, double accounts, long now) {
    Set<Long> chosen = new HashSet<>();
    int known = 0;
    int silent = 0;
    for (Member member : members) {
      Answer answer = answers.find(member.id());
      if (answer != null && isAwaited(answer, found)) {
        chosen.add(member.id());
        silent += now - answer.askedAt() >= PATIENCE ? 1 : 0;
        known++;
      } else if (answer != null && now - answer.passedAt() < ANSWERED) {
        known++;
      }
    }
    int first = Math.max(FIRST_PROBES, test.answersToClear(accounts));
    int wanted = Math.min(MOST_PROBES, first + silent) - known;
    if (wanted <= 0) {
      return chosen;
    }
    int places = chosen.size() + wanted * CANDIDATES;
    for (Member member : members) {
      if (chosen.size() < places && isChosenElsewhere(member) && isWorthAsking(member, now)) {
        chosen.add(member.id());
      }
    }
    for (Member member : members) {
      if (chosen.size() < places && isWorthAsking(member, now)) {
        chosen.add(member.id());
      }
    }
    return chosen;
  }

  private boolean isChosenElsewhere(Member member) {
    return !standings.chosen(member.id()).isEmpty();
  }

  /** Returns whether an answer of a member that is still to come says anything. */
  private boolean isWorthAsking(Member member, long now) {
    Level level = member.level();
    Answer answer = answers.find(member.id());
    boolean unasked = answer == null || now - answer.passedAt() >= ANSWERED;
    return unasked && level.compareTo(policy.probed()) < 0 && now - member.lastSeen() < ACTIVE;
  }

  /** Whoever is asked for a campaign answers for it, so it can still turn out to be none. */
  private Judgement confirmed(Judgement found, Sample sample, Members members, long now) {
    return test.clears(members.all, sample.distinct())
        ? found.become(Standing.CLEARED, now)
        : found;
  }

  /** Returns all members: that somebody goes on with what another owns is not seen each time. */
  private static Set<Long> all(Sample sample) {
    Set<Long> all = new HashSet<>();
    sample.members().forEach(member -> all.add(member.id()));
    return all;
  }

  /** Returns whether members are of at least so many owners. */
  private static boolean isOfSeveral(List<Member> members, int fewest) {
    if (members.size() < fewest) {
      return false;
    }
    long[] owners = new long[fewest];
    int count = 0;
    for (int i = 0; i < members.size() && count < fewest; i++) {
      long owner = members.get(i).owner();
      int at = 0;
      while (at < count && owners[at] != owner) {
        at++;
      }
      owners[at] = owner;
      count = Math.max(count, at + 1);
    }
    return count >= fewest;
  }

  private static long owners(List<Member> members) {
    Set<Long> owners = new HashSet<>();
    for (Member member : members) {
      owners.add(member.owner());
    }
    return owners.size();
  }

  /**
   * Returns who had it long before the others, and so is most likely the one whose it is: who was
   * seen with it first or, where that says nothing since all came at once, who signed up first. Who
   * takes another's can have an older account, but not have been seen with it before.
   */
  private static Set<Long> rightful(List<Member> members) {
    Set<Long> first = first(members, Member::firstSeen);
    return first.isEmpty() ? first(members, Member::createdAt) : first;
  }

  private static Set<Long> first(List<Member> members, ToLongFunction<Member> time) {
    List<Member> ordered =
        members.stream()
            .filter(member -> time.applyAsLong(member) > 0)
            .sorted(Comparator.comparingLong(time))
            .toList();
    boolean longBefore =
        ordered.size() > 1
            && time.applyAsLong(ordered.get(1)) - time.applyAsLong(ordered.getFirst())
                >= LONG_BEFORE;
    return longBefore ? Set.of(ordered.getFirst().id()) : Set.of();
  }

  private static long requests(List<Member> members) {
    long sum = 0;
    for (Member member : members) {
      sum += member.activity().requests();
    }
    return sum;
  }

  private static long seen(Sample sample) {
    long last = 0;
    for (Member member : sample.members()) {
      last = Math.max(last, member.lastSeen());
    }
    return last;
  }
}
