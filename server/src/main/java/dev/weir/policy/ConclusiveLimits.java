package dev.weir.policy;

import dev.weir.decision.Verdict;
import dev.weir.policy.PolicyModel.LimitModel;
import dev.weir.policy.PolicyModel.Mode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells which limits decide by themselves. */
final class ConclusiveLimits {
  private static final String PREFIX = "limits.";

  /** As the default policy has it: those who are slowed down are asked, and not refused. */
  private static final String UNLESS_SLOWED = "!cohort.slowed";

  /** Where it stands within a part, that is taken apart too, and then no part is known. */
  private static final Pattern AND = Pattern.compile("&&");

  private ConclusiveLimits() {}

  /**
   * Returns whether a request that the limit refuses is denied, and by the same rules, whatever the
   * other limits say, unless the account is slowed down: a rule in force denies on nothing but
   * {@code limits.exceeded}, or this limit's own, of whoever is not slowed down, and no rule reads
   * another limit by name. A rule that is only watched must not either, or it would be shown a
   * limit that nobody asked about.
   */
  static boolean isConclusive(LimitModel limit, List<CompiledRule> rules) {
    if (limit.mode() == Mode.SHADOW) {
      return false;
    }
    String own = PREFIX + limit.name().value() + '.';
    boolean denies = false;
    for (CompiledRule rule : rules) {
      if (rule.condition().reads().stream().anyMatch(variable -> isOfAnother(variable, own))) {
        return false;
      }
      denies |=
          isPlain(rule.condition().text(), own)
              && rule.rule().verdict() == Verdict.DENY
              && !rule.rule().shadow();
    }
    return denies;
  }

  private static boolean isPlain(String text, String own) {
    Set<String> terms = AND.splitAsStream(text).map(String::strip).collect(Collectors.toSet());
    terms.remove(UNLESS_SLOWED);
    return terms.equals(Set.of(LimitVariables.EXCEEDED)) || terms.equals(Set.of(own + "exceeded"));
  }

  private static boolean isOfAnother(Variable variable, String own) {
    String name = variable.name();
    return name.startsWith(PREFIX)
        && !name.equals(LimitVariables.EXCEEDED)
        && !name.startsWith(own);
  }
}
