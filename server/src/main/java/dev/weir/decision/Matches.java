package dev.weir.decision;

import dev.weir.challenge.Clearance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules that matched one request so far, and what follows from them together: the verdict, the
 * rule that decides it, and the reasons. A clearance answers the challenge of the one rule that it
 * was issued for, of the policy in force, and no other. For one thread at a time.
 */
final class Matches {
  private final Policy policy;

  /** Read by index: most requests match nothing, and then no object is made for them. */
  private List<Match> all = List.of();

  /** How many of them are of rules that read no limit: the first ones. */
  private int early;

  Matches(Policy policy) {
    this.policy = policy;
  }

  /** Takes what matched of the rules that read no limit. */
  void beforeLimits(List<Match> found) {
    add(found);
    early = all.size();
  }

  /**
   * Takes what matched of the rules that read limits, in place of what did when the limits were
   * asked before.
   */
  void afterLimits(List<Match> found) {
    if (all.size() > early) {
      all.subList(early, all.size()).clear();
    }
    add(found);
  }

  private void add(List<Match> found) {
    if (found.isEmpty()) {
      return;
    }
    if (all.isEmpty()) {
      all = new ArrayList<>(4);
    }
    all.addAll(found);
  }

  /** Returns the most severe verdict of the rules in force that are not answered. */
  Verdict verdict(Optional<Clearance> clearance) {
    Verdict verdict = Verdict.ALLOW;
    for (int i = 0; i < all.size(); i++) {
      Match match = all.get(i);
      if (!match.rule().shadow() && !isAnswered(match, clearance)) {
        verdict = verdict.or(match.verdict());
      }
    }
    return verdict;
  }

  /** Returns the first rule that a verdict follows from; null if it follows from none. */
  @Nullable Match decisive(Verdict verdict, Optional<Clearance> clearance) {
    for (int i = 0; i < all.size(); i++) {
      Match match = all.get(i);
      if (match.verdict() == verdict && !match.rule().shadow() && !isAnswered(match, clearance)) {
        return match;
      }
    }
    return null;
  }

  /** Returns the reasons of a decision: the decisive rule's first, if there is one. */
  List<Reason> reasons(@Nullable Match decisive, Optional<Clearance> clearance) {
    return reasons(decisive, false, clearance);
  }

  /** Returns what the shadow rules would have made of a verdict; empty if none matched. */
  List<Decision.Shadow> shadows(Verdict verdict, Optional<Clearance> clearance) {
    Match strictest = null;
    for (int i = 0; i < all.size(); i++) {
      Match match = all.get(i);
      if (match.rule().shadow()
          && (strictest == null || match.verdict().compareTo(strictest.verdict()) > 0)) {
        strictest = match;
      }
    }
    if (strictest == null) {
      return List.of();
    }
    return List.of(
        new Decision.Shadow(
            policy.version(),
            verdict.or(strictest.verdict()),
            reasons(strictest, true, clearance)));
  }

  /** Returns whether a clearance answers a rule that lets it count only once. */
  boolean usesUp(Optional<Clearance> clearance) {
    for (int i = 0; i < all.size(); i++) {
      Match match = all.get(i);
      if (match.rule().singleUse() && !match.rule().shadow() && isAnswered(match, clearance)) {
        return true;
      }
    }
    return false;
  }

  private List<Reason> reasons(
      @Nullable Match first, boolean shadow, Optional<Clearance> clearance) {
    if (first == null && all.isEmpty()) {
      return List.of();
    }
    List<Reason> reasons = new ArrayList<>(all.size());
    if (first != null) {
      reasons.add(first.reason());
    }
    for (int i = 0; i < all.size(); i++) {
      Match match = all.get(i);
      if (!match.equals(first)
          && match.rule().shadow() == shadow
          && !isAnswered(match, clearance)) {
        reasons.add(match.reason());
      }
    }
    return reasons;
  }

  private boolean isAnswered(Match match, Optional<Clearance> clearance) {
    return match.verdict() == Verdict.CHALLENGE
        && clearance.isPresent()
        && clearance.get().rule().equals(match.rule().name())
        && clearance.get().policyDigest().equals(policy.digest());
  }
}
