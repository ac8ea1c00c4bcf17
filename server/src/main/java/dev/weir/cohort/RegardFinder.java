package dev.weir.cohort;

import dev.weir.account.Level;
import dev.weir.cohort.Encounters.Known;
import dev.weir.cohort.Encounters.Regarded;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds how an account is to be regarded, from what is held of the cohorts that it is seen in,
 * those that it was chosen from, and how it answered so far. Thread-safe.
 */
final class RegardFinder {
  /**
   * How many may be silent before others are slowed down: more than are asked at first, unless many
   * call at once, so some of these have had their time.
   */
  private static final int SILENT = 5;

  private final Supplier<CohortPolicy> policies;
  private final Standings standings;
  private final Answers answers;

  RegardFinder(Supplier<CohortPolicy> policies, Standings standings, Answers answers) {
    this.policies = policies;
    this.standings = standings;
    this.answers = answers;
  }

  /** Returns how to regard an account, found out anew only where something has changed. */
  Regard find(Known known, Level level) {
    Regarded before = known.regarded();
    long version = standings.version();
    Answer answer = answers.find(known.account);
    return before.version() == version && Objects.equals(before.answer(), answer)
        ? before.regard()
        : known.regard(new Regarded(version, answer, find(known, level, answer)));
  }

  private Regard find(Known known, Level level, @Nullable Answer answer) {
    if (standings.isEmpty() && answer == null) {
      return Regard.NONE;
    }
    CohortPolicy policy = policies.get();
    Set<Cohort.Key> chosen = standings.chosen(known.account);
    Answer awaited = answer != null && standings.awaits(answer) ? answer : null;
    List<Held> seen = seen(known);
    boolean campaign =
        Regard.isAny(seen, Standing.CONFIRMED)
            || isChosenForCampaign(chosen)
            || isCampaign(awaited);
    Level asked = campaign ? policy.confirmed() : asked(policy, chosen, level, answer);
    if (awaited != null && awaited.wanted().compareTo(asked) > 0) {
      // Chosen or not: what was asked holds until it has lapsed.
      asked = awaited.wanted();
    }
    boolean ask = level.compareTo(asked) < 0;
    List<Held> held = addOwned(policy, chosen, seen);
    return !ask && held.isEmpty()
        ? Regard.NONE
        : new Regard(
            ask ? asked : Level.NONE,
            campaign,
            isSlowed(seen) && level.compareTo(policy.probed()) < 0,
            ask && awaited != null ? awaited.askedAt() : 0,
            held);
  }

  /**
   * Returns what an account is asked for by all the cohorts that it was chosen from. Who had proved
   * as much before is asked for more, and who has proved it since has answered.
   */
  private Level asked(
      CohortPolicy policy, Set<Cohort.Key> chosen, Level level, @Nullable Answer answer) {
    Level asked = Level.NONE;
    if (chosen.isEmpty()) {
      return asked;
    }
    for (Cohort.Key key : chosen) {
      Level usual = policy.asked(key.trait());
      boolean more = level.compareTo(usual) >= 0;
      Level of = !more ? usual : hasAnswered(answer, level, key) ? Level.NONE : policy.confirmed();
      asked = of.compareTo(asked) > 0 ? of : asked;
    }
    return asked;
  }

  /** Returns whether an account answered since a cohort is probed, or is just about to have. */
  private boolean hasAnswered(@Nullable Answer answer, Level level, Cohort.Key key) {
    if (answer == null) {
      return false;
    }
    if (answer.isSilent()) {
      return answer.wanted() != Level.NONE && level.compareTo(answer.wanted()) >= 0;
    }
    Held held = standings.find(key.value());
    return held == null || answer.passedAt() >= held.judgement().askingSince();
  }

  /**
   * Returns whether one of these is probed, and so many are silent that hardly half are people.
   * Before, to slow people down would cost more than it stops: each account of a campaign asks for
   * little.
   */
  private static boolean isSlowed(List<Held> held) {
    for (int i = 0; i < held.size(); i++) {
      Judgement judgement = held.get(i).judgement();
      Finding finding = judgement.finding();
      if (judgement.standing() == Standing.PROBING && finding.asked() - finding.passed() > SILENT) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns what is held of the values that an account is seen with, and of those that it is
   * refused for all the same; a list that can be added to, if there is anything.
   */
  private List<Held> seen(Known known) {
    List<Held> seen = standings.refusals(known.account);
    for (int i = 0; i < known.values.length; i++) {
      Held found = standings.find(known.values[i]);
      if (found != null && !isRightful(found.judgement(), known.account)) {
        seen = add(found, seen);
      }
    }
    return seen;
  }

  /** Adds what is held of the owners of what an account goes on with. */
  private List<Held> addOwned(CohortPolicy policy, Set<Cohort.Key> chosen, List<Held> seen) {
    List<Held> all = seen;
    if (chosen.isEmpty()) {
      return all;
    }
    for (Cohort.Key key : chosen) {
      Held found = isOwned(policy, key) ? standings.find(key.value()) : null;
      if (found != null) {
        // That it goes on with what is another's is not seen each time, and yet is evidence.
        all = add(found, all);
      }
    }
    return all;
  }

  private static List<Held> add(Held found, List<Held> held) {
    List<Held> all = held.isEmpty() ? new ArrayList<>(4) : held;
    all.add(found);
    return all;
  }

  private boolean isChosenForCampaign(Set<Cohort.Key> chosen) {
    if (chosen.isEmpty()) {
      return false;
    }
    for (Cohort.Key key : chosen) {
      if (standings.standing(key) == Standing.CONFIRMED) {
        return true;
      }
    }
    return false;
  }

  /** Silence is about a cohort; once that is cleared, so are those who were asked for it. */
  private boolean isCampaign(@Nullable Answer awaited) {
    return awaited != null && standings.standing(awaited.cause()) == Standing.CONFIRMED;
  }

  private static boolean isOwned(CohortPolicy policy, Cohort.Key key) {
    CohortPolicy.Trait trait = policy.traits().get(key.trait());
    return trait != null && trait.owned();
  }

  private static boolean isRightful(Judgement judgement, long account) {
    return judgement.standing() == Standing.OVERUSED && judgement.chosen().contains(account);
  }
}
