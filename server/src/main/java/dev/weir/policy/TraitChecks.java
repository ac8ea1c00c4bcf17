package dev.weir.policy;

import dev.weir.policy.PolicyModel.TraitModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks what the keys of each trait say together, and the traits among themselves. */
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
}
