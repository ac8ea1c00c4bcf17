package dev.weir.policy;

import dev.cel.runtime.CelEvaluationException;
import dev.weir.decision.Inputs;
import dev.weir.decision.Match;
import dev.weir.decision.Rule;
import dev.weir.decision.Verdict;
import dev.weir.policy.PolicyModel.OnError;
import dev.weir.policy.PolicyModel.OnMissing;
import java.util.Locale;
import java.util.Optional;

/**
 * A rule that is ready to be evaluated.
 *
 * @param detail what operators are told; empty where they are told what the condition read
 */
record CompiledRule(
    Rule rule, Condition condition, String detail, OnMissing onMissing, OnError onError) {

  /** Returns the match, if the rule matches. */
  Optional<Match> apply(InputValues values) {
    Inputs inputs = values.inputs();
    if (condition.lacks(inputs)) {
      return applyMissing(inputs);
    }
    try {
      return condition.holds(values)
          ? match(detail.isEmpty() ? condition.explain(inputs) : detail)
          : Optional.empty();
    } catch (CelEvaluationException e) {
      return onError == OnError.STRICT
          ? match(
              "the condition failed, which counts as a match (on_error: strict): "
                  + ConditionErrors.words(e))
          : Optional.empty();
    }
  }

  private Optional<Match> match(String why) {
    return Optional.of(new Match(rule, rule.verdict(), why));
  }

  private Optional<Match> applyMissing(Inputs inputs) {
    return switch (onMissing) {
      case SKIP -> Optional.empty();
      case MATCH -> Optional.of(missing(rule.verdict(), inputs));
      case CHALLENGE -> Optional.of(missing(Verdict.CHALLENGE, inputs));
      case DENY -> Optional.of(missing(Verdict.DENY, inputs));
      case ALLOW -> Optional.of(missing(Verdict.ALLOW, inputs));
    };
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
