package dev.weir.policy;

import dev.weir.challenge.Kind;
import dev.weir.decision.Verdict;
import dev.weir.policy.PolicyModel.OnMissing;
import dev.weir.policy.PolicyModel.RuleModel;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks what the keys of each rule say together, and the rules among themselves. */
final class RuleChecks {
  private final List<Located<RuleModel>> rules;
  private final Problems problems;

  RuleChecks(List<Located<RuleModel>> rules, Problems problems) {
    this.rules = rules;
    this.problems = problems;
  }

  void check() {
    Map<String, Place> names = new HashMap<>();
    for (Located<RuleModel> rule : rules) {
      if (!rule.value().complete()) {
        continue;
      }
      Located<String> name = rule.value().name();
      Place first = names.putIfAbsent(name.value(), name.place());
      if (first != null) {
        problems.error(
            name.place(),
            "duplicate rule \"" + name.value() + "\" (first: line " + first.line() + ")");
      }
      checkChallenge(rule);
      if (rule.value().when().text().strip().equals("false")) {
        problems.warning(rule.value().when().place(), "never matches");
      }
    }
  }

  /**
   * Warns of an {@code on_missing} that can never apply, because everything that the rule reads is
   * in the request.
   */
  void checkMissing(RuleModel rule, Condition condition) {
    if (rule.onMissing().value() != OnMissing.SKIP && condition.inputs().isEmpty()) {
      problems.warning(
          rule.onMissing().place(),
          "no effect: the condition reads the request only, and that is never missing");
    }
  }

  private void checkChallenge(Located<RuleModel> located) {
    RuleModel rule = located.value();
    boolean challenges =
        rule.verdict() == Verdict.CHALLENGE || rule.onMissing().value() == OnMissing.CHALLENGE;
    if (challenges && rule.kinds().isEmpty()) {
      problems.error(
          located.place(),
          "no \"kinds\" for a challenge (expected: " + RuleFields.KINDS.type().expected() + ")");
    }
    if (!challenges) {
      // Who is denied may be asked as well; but a clearance answers no denial.
      rule.singleUse().ifPresent(use -> warnUnused(use.place()));
    }
    if (!challenges && rule.kinds().isEmpty()) {
      rule.challengeTtl().ifPresent(ttl -> warnUnused(ttl.place()));
    }
    Set<Kind> seen = EnumSet.noneOf(Kind.class);
    for (Located<Kind> kind : rule.kinds().map(Located::value).orElse(List.of())) {
      if (!seen.add(kind.value())) {
        problems.error(kind.place(), "listed twice (expected: each kind at most once)");
      }
    }
  }

  private void warnUnused(Place place) {
    problems.warning(place, "no effect: the rule does not challenge");
  }
}
