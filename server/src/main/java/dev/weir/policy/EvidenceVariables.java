package dev.weir.policy;

import static dev.weir.policy.Variable.bool;
import static dev.weir.policy.Variable.number;
import static dev.weir.policy.Variable.text;
import static dev.weir.policy.Vocabulary.FACTS;
import static dev.weir.policy.Vocabulary.NO_TIME;

import dev.cel.common.types.SimpleType;
import dev.weir.challenge.Clearance;
import dev.weir.challenge.Kind;
import dev.weir.decision.Input;
import dev.weir.decision.Risk;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What conditions can read of the risk, and of a clearance. */
final class EvidenceVariables {
  private static final Optional<Input> RISK = Optional.of(Input.RISK);

  private EvidenceVariables() {}

  static List<Variable> all() {
    return List.of(
        number(
            "risk.score",
            RISK,
            "How risky the account is, from 0 to 1: all families together, as `risk` says.",
            inputs -> inputs.risk().score()),
        number(
            "risk.pushed",
            RISK,
            "What the pushed scores alone make of it.",
            inputs -> family(inputs.risk(), PushedScores.FAMILY)),
        number(
            "risk.signals",
            RISK,
            "What the request's signals alone make of it.",
            inputs -> family(inputs.risk(), Signals.FAMILY)),
        bool(
            "clearance.valid",
            FACTS,
            "Whether the request carries a clearance that holds.",
            inputs -> inputs.clearance().isPresent()),
        text(
            "clearance.rule",
            FACTS,
            "The rule whose challenge was passed; empty without a clearance.",
            inputs -> inputs.clearance().map(Clearance::rule).orElse("")),
        text(
                "clearance.kind",
                FACTS,
                "What was passed, such as `\"identity\"`; empty without a clearance.",
                inputs -> inputs.clearance().map(found -> spelling(found.kind())).orElse(""))
            .withValid(Arrays.stream(Kind.values()).map(EvidenceVariables::spelling).toList()),
        Variable.of(
            "clearance.age",
            SimpleType.DURATION,
            FACTS,
            "How long ago it was passed; 0 without a clearance.",
            inputs ->
                inputs
                    .clearance()
                    .<Object>map(found -> Duration.ofMillis(inputs.now() - found.issuedAt()))
                    .or(() -> NO_TIME)));
  }

  private static String spelling(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static double family(Risk risk, String family) {
    double none = 1;
    for (Risk.Contribution contribution : risk.contributions()) {
      if (contribution.family().equals(family)) {
        none *= 1 - contribution.score();
      }
    }
    return 1 - none;
  }
}
