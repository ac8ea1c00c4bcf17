package dev.weir.policy;

import dev.weir.decision.Verdict;
import dev.weir.policy.PolicyModel.LimitModel;
import dev.weir.policy.PolicyModel.Mode;
import java.util.List;

/** Tells which limits decide by themselves. */
final class ConclusiveLimits {
  private static final String PREFIX = "limits.";

  /** As the default policy has it: those who are slowed down are asked, and not refused. */
  private static final String UNLESS_SLOWED = " && !cohort.slowed";

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
          isPlain(rule.condition().text().strip(), own)
              && rule.rule().verdict() == Verdict.DENY
              && !rule.rule().shadow();
    }
    return denies;
  }

  private static boolean isPlain(String text, String own) {
    String plain =
        text.endsWith(UNLESS_SLOWED)
            ? text.substring(0, text.length() - UNLESS_SLOWED.length())
            : text;
    return plain.equals(LimitVariables.EXCEEDED) || plain.equals(own + "exceeded");
  }

  private static boolean isOfAnother(Variable variable, String own) {
    String name = variable.name();
    return name.startsWith(PREFIX)
        && !name.equals(LimitVariables.EXCEEDED)
        && !name.startsWith(own);
  }
}
