package dev.weir.cohort;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Judges cohorts. Pure: the same cohort, population and time give the same judgement, whichever
 * replica asks, so that two that judge at once do no harm. Thread-safe.
 */
final class Assessor {
  private final AssessmentConfig config;
  private final ChallengeTest test;

  Assessor(AssessmentConfig config, ChallengeTest test) {
    this.config = config;
    this.test = test;
  }

  /**
   * Returns the cohort as it stands at {@code now}.
   *
   * @param population whom its members are compared with
   */
  Cohort assess(Cohort cohort, Population population, long now) {
    if (cohort.standing().isSetByOperator()) {
      return cohort;
    }
    Sample sample = cohort.sample().since(now - config.window().toMillis());
    ChallengeTest.Result answers = test.weigh(sample.members(), now);
    Cohort current = expire(cohort.withSample(sample), now);
    Cohort scored = current.withScore(Composition.score(sample.members(), population));
    return switch (scored.standing()) {
      case OBSERVED -> suspect(scored, answers, now);
      case PROBING -> probe(scored, answers, now);
      case CONFIRMED -> test.clears(answers) ? scored.become(Standing.CLEARED, now) : scored;
      case CLEARED -> test.confirms(answers) ? scored.become(Standing.CONFIRMED, now) : scored;
      case EXEMPT, BLOCKED -> scored;
    };
  }

  private Cohort expire(Cohort cohort, long now) {
    long held = now - cohort.since();
    boolean over =
        switch (cohort.standing()) {
          case CLEARED -> held >= config.cleared().toMillis();
          case CONFIRMED -> cohort.sample().size() == 0 && held >= config.remembered().toMillis();
          case OBSERVED, PROBING, EXEMPT, BLOCKED -> false;
        };
    return over ? cohort.become(Standing.OBSERVED, now) : cohort;
  }

  private Cohort suspect(Cohort cohort, ChallengeTest.Result answers, long now) {
    boolean judged = cohort.sample().size() >= config.fewest();
    return judged && cohort.score() >= config.suspicion()
        ? probe(cohort.become(Standing.PROBING, now), answers, now)
        : cohort;
  }

  /** Who answered for another cohort need not answer again for this one: each answer counts. */
  private Cohort probe(Cohort cohort, ChallengeTest.Result answers, long now) {
    if (test.confirms(answers)) {
      return cohort.become(Standing.CONFIRMED, now);
    }
    if (test.clears(answers)) {
      return cohort.become(Standing.CLEARED, now);
    }
    return cohort.probing(probes(cohort, now));
  }

  /**
   * Chooses whom to ask: of those who could be asked, the ones seen last, since they will call
   * again soonest; one more for each who was asked to no end, or has not called since it was
   * chosen.
   */
  private Set<Long> probes(Cohort cohort, long now) {
    List<Member> members = cohort.sample().members();
    long patience = config.patience().toMillis();
    long silent =
        members.stream()
            .filter(member -> member.askedAt() > 0 && now - member.askedAt() >= patience)
            .count();
    long late = Math.max(0, (now - cohort.since()) / patience);
    long wanted = Math.min(config.mostProbes(), config.firstProbes() + Math.max(silent, late));
    Set<Long> probes = new HashSet<>(cohort.probes());
    long asked = members.stream().filter(member -> member.askedAt() > 0 || member.passed()).count();
    long waiting =
        members.stream().filter(member -> probes.contains(member.id()) && isOpen(member)).count();
    members.stream()
        .filter(member -> isOpen(member) && !probes.contains(member.id()))
        .sorted(Comparator.comparingLong(Member::lastSeen).reversed().thenComparingLong(Member::id))
        .limit(Math.max(0, wanted - asked - waiting))
        .forEach(member -> probes.add(member.id()));
    return probes;
  }

  /** Returns whether asking a member could tell anything: it was not, and has not verified. */
  private boolean isOpen(Member member) {
    return member.askedAt() == 0
        && !member.passed()
        && member.level().compareTo(config.asked()) < 0;
  }
}
