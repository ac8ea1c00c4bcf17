package dev.weir.policy;

import dev.weir.policy.PolicyModel.CohortsModel;
import dev.weir.policy.PolicyModel.TraitModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks what the keys of each trait say together, the traits among themselves, and that rules act
 * on what is found by them.
 */
final class TraitChecks {
  private TraitChecks() {}

  static void check(List<Located<TraitModel>> traits, Problems problems) {
    Map<String, Place> names = new HashMap<>();
    for (Located<TraitModel> located : traits) {
      TraitModel trait = located.value();
      if (!trait.complete()) {
        continue;
      }
      Located<String> name = trait.name();
      Place first = names.putIfAbsent(name.value(), name.place());
      if (first != null) {
        problems.error(
            name.place(),
            "duplicate trait \"" + name.value() + "\" (first: line " + first.line() + ")");
      }
      List<TraitSource> sources = trait.of().value().stream().map(Located::value).toList();
      boolean lonely =
          sources.contains(TraitSource.TEMPLATE) || sources.contains(TraitSource.CONVERSATION);
      if (lonely && sources.size() > 1) {
        problems.error(
            trait.of().place(),
            "template or conversation together with others (expected: each alone)");
      }
      if (sources.contains(TraitSource.CONVERSATION) && trait.most() > 0) {
        problems.error(
            located.place(),
            "most: "
                + trait.most()
                + " of conversations (expected: no \"most\": a conversation"
                + " belongs to the account that was seen with it first)");
      }
    }
  }

  /** Warns of what is found or said of cohorts, and no rule reads. */
  static void checkUse(CohortsModel cohorts, List<CompiledRule> rules, Problems problems) {
    if (cohorts.traits().isEmpty()) {
      return;
    }
    Place first = cohorts.traits().getFirst().place();
    if (!isRead("cohort.ask", rules)) {
      problems.warning(
          first,
          "no rule reads cohort.ask, so nobody is asked, and no cohort is confirmed or cleared");
    }
    if (!isRead("cohort.blocked", rules)) {
      problems.warning(
          first, "no rule reads cohort.blocked, so that a cohort is blocked refuses nobody");
    }
    if (cohorts.slowDown() < 1 && !isRead("cohort.slowed", rules)) {
      problems.warning(
          first,
          "slow_down is "
              + cohorts.slowDown()
              + " and no rule reads cohort.slowed, so who is slowed down is treated as anybody over"
              + " a limit is, for what others did (expected: a rule that asks it, or slow_down:"
              + " 1)");
    }
    if (!isRead("cohort.overused", rules)) {
      cohorts.traits().stream()
          .filter(trait -> trait.value().most() > 0)
          .forEach(
              trait ->
                  problems.warning(
                      trait.place(),
                      "most: "
                          + trait.value().most()
                          + ", and no rule reads cohort.overused, so it refuses nobody"));
    }
  }

  private static boolean isRead(String variable, List<CompiledRule> rules) {
    return rules.stream()
        .flatMap(rule -> rule.condition().reads().stream())
        .anyMatch(read -> read.name().equals(variable));
  }
}
