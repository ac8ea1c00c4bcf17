package dev.weir.cohort;

import dev.weir.account.Level;
import dev.weir.cohort.ChallengeTest.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses which members of a cohort are asked to verify themselves, and weighs how they answered.
 * For one thread at a time.
 */
final class Probe {
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

  /**
   * By how many of those asked last it is told who comes from a network by now. Of a campaign's
   * accounts, of which one in twenty answers, half of six do with a probability of 0.002.
   */
  private static final int OF_LATE = 6;

  /** How long an answer counts. */
  private static final long ANSWERED = TimeUnit.DAYS.toMillis(30);

  private final CohortPolicy policy;
  private final ChallengeTest test;
  private final Answers answers;
  private final Standings standings;
  private final Causes causes;

  /**
   * Creates a probe.
   *
   * @param policy what is asked for, and of whom more is
   * @param answers how accounts answered so far
   * @param standings what is held of all cohorts
   */
  Probe(CohortPolicy policy, ChallengeTest test, Answers answers, Standings standings) {
    this.policy = policy;
    this.test = test;
    this.answers = answers;
    this.standings = standings;
    this.causes = new Causes(standings);
  }

  /**
   * Returns the members of a cohort, split by whether a campaign explains them.
   *
   * @param judged what is held of the cohort, as far as it is known here
   */
  Split split(Judgement judged, Sample sample, long now) {
    List<Member> members = sample.members();
    if (answers.isEmpty()) {
      return Split.unasked(members);
    }
    List<Member> explained = new ArrayList<>();
    // Hardly ever is anybody explained: then the members need not be copied.
    List<Member> rest = members;
    Result all = Result.NONE;
    for (int i = 0; i < members.size(); i++) {
      Answer answer = answers.find(sample.id(i));
      all = answer == null ? all : weigh(all, answer, judged, now);
      if (answer != null && isSilentElsewhere(answer, judged.key(), now)) {
        rest = explained.isEmpty() ? new ArrayList<>(members.subList(0, i)) : rest;
        explained.add(members.get(i));
      } else if (!explained.isEmpty()) {
        rest.add(members.get(i));
      }
    }
    return new Split(explained, rest, all);
  }

  /** Returns how members answered so far. */
  Result weigh(Judgement judged, List<Member> members, long now) {
    Result result = Result.NONE;
    for (Member member : members) {
      Answer answer = answers.find(member.id());
      result = answer == null ? result : weigh(result, answer, judged, now);
    }
    return result;
  }

  /** Returns the last few members who were asked and whose answer is still to come. */
  Set<Long> askedLast(Judgement judged, List<Member> members) {
    return outcomes(judged, members, Outcome::isAwaited)
        .map(outcome -> outcome.answer().account())
        .collect(Collectors.toSet());
  }

  /** Returns whether at least half of the last few members who were asked have answered. */
  boolean answerOfLate(Judgement judged, List<Member> members, long now) {
    List<Outcome> last =
        outcomes(
                judged,
                members,
                one -> one.isAwaited ? hasWaited(one.answer, now) : hasPassed(one.answer, now))
            .toList();
    long passed = last.stream().filter(outcome -> !outcome.isAwaited).count();
    return last.size() == OF_LATE && 2 * passed >= OF_LATE;
  }

  /** Returns how those of the members answered that count: the last few, the last one first. */
  private Stream<Outcome> outcomes(
      Judgement judged, List<Member> members, Predicate<Outcome> counts) {
    return members.stream()
        .flatMap(member -> Stream.ofNullable(answers.find(member.id())))
        .map(answer -> new Outcome(answer, isAwaited(answer, judged)))
        .filter(counts)
        .sorted(Comparator.comparingLong(Outcome::at).reversed())
        .limit(OF_LATE);
  }

  /** How a member answered, and whether its answer is still to come. */
  private record Outcome(Answer answer, boolean isAwaited) {
    /** Returns when it was asked or, if it has answered, when it did. */
    long at() {
      return isAwaited ? answer.askedAt() : answer.passedAt();
    }
  }

  /**
   * Chooses whom to ask. Ids are hashes, so those with the smallest are a random draw. Whoever was
   * chosen from another cohort comes first, so that nobody is asked for each of the cohorts that a
   * crowd forms. One more is asked for each who was asked to no end. Several are chosen for each
   * who is to be asked, and the first of them to call are: a few may be away.
   *
   * @param accounts how many members the cohort has
   */
  Set<Long> choose(Judgement judged, List<Member> members, double accounts, long now) {
    Set<Long> chosen = new HashSet<>();
    int known = 0;
    int silent = 0;
    int open = 0;
    for (Member member : members) {
      Answer answer = answers.find(member.id());
      if (answer != null && isAwaited(answer, judged)) {
        chosen.add(member.id());
        boolean waited = hasWaited(answer, now);
        silent += waited ? 1 : 0;
        open += waited ? 0 : 1;
        known++;
      } else if (answer != null && hasPassed(answer, now)) {
        known++;
      }
    }
    int first = Math.max(FIRST_PROBES, test.answersToClear(accounts));
    // Where some answered and some are silent, the test may need more than that to decide.
    int enough = Math.max(first + silent, open == 0 ? known + 1 : 0);
    int wanted = Math.min(MOST_PROBES, enough) - known;
    if (wanted > 0) {
      addSome(chosen, wanted * CANDIDATES, members, policy.asked(judged.key().trait()), now);
    }
    return chosen;
  }

  /**
   * Adds so many more, if there are. Who has proved what is asked for comes last, and is asked for
   * more: where all have, as those who pay by cards of their own, nobody else is there to ask.
   */
  private void addSome(Set<Long> chosen, int more, List<Member> members, Level asked, long now) {
    int places = chosen.size() + more;
    addBelow(asked, chosen, places, members, now);
    addBelow(policy.confirmed(), chosen, places, members, now);
  }

  private void addBelow(Level level, Set<Long> chosen, int places, List<Member> members, long now) {
    for (Member member : members) {
      if (chosen.size() < places
          && isChosenElsewhere(member)
          && isWorthAsking(member, level, now)) {
        chosen.add(member.id());
      }
    }
    for (Member member : members) {
      if (chosen.size() < places && isWorthAsking(member, level, now)) {
        chosen.add(member.id());
      }
    }
  }

  private boolean isChosenElsewhere(Member member) {
    return !standings.chosen(member.id()).isEmpty();
  }

  /** Returns whether an answer of a member that is still to come says anything. */
  private boolean isWorthAsking(Member member, Level level, long now) {
    Answer answer = answers.find(member.id());
    return (answer == null || !hasPassed(answer, now))
        && member.level().compareTo(level) < 0
        && now - member.lastSeen() < ACTIVE;
  }

  private boolean isSilentElsewhere(Answer answer, Cohort.Key key, long now) {
    // Most have answered: nothing need be looked up for them.
    return answer.isSilent()
        && hasWaited(answer, now)
        && !answer.cause().equals(key)
        && causes.isAwaitedByCampaign(answer);
  }

  /** Weighs an answer, or silence on what was asked and has not lapsed: that is no evidence. */
  private Result weigh(Result result, Answer answer, Judgement judged, long now) {
    if (isAwaited(answer, judged)) {
      return test.silent(result, now - answer.askedAt());
    }
    return hasPassed(answer, now) ? test.passed(result) : result;
  }

  /**
   * Returns whether an account is silent on what is still asked: for this cohort's sake, of which
   * more may be known here than is held so far, or for another's.
   */
  private boolean isAwaited(Answer answer, Judgement judged) {
    return answer.cause().equals(judged.key()) ? judged.awaits(answer) : causes.isAwaited(answer);
  }

  private static boolean hasWaited(Answer answer, long now) {
    return now - answer.askedAt() >= PATIENCE;
  }

  private static boolean hasPassed(Answer answer, long now) {
    return now - answer.passedAt() < ANSWERED;
  }
}
