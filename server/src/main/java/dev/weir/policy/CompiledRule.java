package dev.weir.policy;

import dev.cel.runtime.CelEvaluationException;
import dev.weir.decision.Inputs;
import dev.weir.decision.Match;
import dev.weir.decision.Rule;
import dev.weir.decision.Verdict;
import dev.weir.policy.PolicyModel.OnError;
import dev.weir.policy.PolicyModel.OnMissing;
import java.util.List;
import java.util.Locale;

/**
 * A rule that is ready to be evaluated.
 *
 * @param detail what operators are told; empty where they are told what the condition read
 */
record CompiledRule(
    Rule rule, Condition condition, String detail, OnMissing onMissing, OnError onError) {

  /** Adds a match to {@code matches} if the rule matches. */
  void apply(InputValues values, List<Match> matches) {
    Inputs inputs = values.inputs();
    if (condition.lacks(inputs)) {
      applyMissing(inputs, matches);
      return;
    }
    try {
      if (condition.holds(values)) {
        matches.add(
            new Match(rule, rule.verdict(), detail.isEmpty() ? condition.explain(inputs) : detail));
      }
    } catch (CelEvaluationException e) {
      if (onError == OnError.STRICT) {
        matches.add(
            new Match(
                rule,
                rule.verdict(),
                "the condition failed, which counts as a match (on_error: strict): "
                    + ConditionErrors.words(e)));
      }
    }
  }

  private void applyMissing(Inputs inputs, List<Match> matches) {
    switch (onMissing) {
      case SKIP -> {}
      case MATCH -> matches.add(missing(rule.verdict(), inputs));
      case CHALLENGE -> matches.add(missing(Verdict.CHALLENGE, inputs));
      case DENY -> matches.add(missing(Verdict.DENY, inputs));
      case ALLOW -> matches.add(missing(Verdict.ALLOW, inputs));
    }
  }

  private Match missing(Verdict verdict, Inputs inputs) {
    String late =
        String.join(
            " and ",
            inputs.missing().stream()
                .filter(condition.inputs()::contains)
                .sorted()
                .map(input -> input.name().toLowerCase(Locale.ROOT))
                .toList());
    return new Match(
        rule,
        verdict,
        late
            + " did not arrive in time (on_missing: "
            + onMissing.name().toLowerCase(Locale.ROOT)
            + ")");
  }
}
