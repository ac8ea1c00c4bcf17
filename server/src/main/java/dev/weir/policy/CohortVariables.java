package dev.weir.policy;

import dev.cel.common.types.SimpleType;
import dev.weir.cohort.Standing;
import dev.weir.decision.Input;
import dev.weir.decision.Inputs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What conditions can read of the cohorts that an account is seen in. */
final class CohortVariables {
  /** Known from memory, whatever does not arrive in time. */
  private static final Optional<Input> MEMORY = Optional.empty();

  private CohortVariables() {}

  static List<Variable> all() {
    return List.of(
        Variable.bool(
            "cohort.ask",
            MEMORY,
            "Whether the account is to verify itself: it was chosen from a cohort that is probed,"
                + " is seen with a trait of a campaign, or was asked before and has not answered."
                + " False once it holds what is asked for.",
            inputs -> inputs.regard().ask()),
        Variable.bool(
            "cohort.campaign",
            MEMORY,
            "Whether it is asked for the sake of a campaign, and not only of a suspicion.",
            inputs -> inputs.regard().campaign()),
        Variable.of(
            "cohort.unanswered",
            SimpleType.DURATION,
            MEMORY,
            "How long ago it was first asked, without having answered since; 0 if it was not.",
            CohortVariables::unanswered),
        standing(
            "suspect",
            Standing.PROBING,
            "Whether it is seen in a cohort of which a few members are being asked."),
        Variable.bool(
                "cohort.slowed",
                MEMORY,
                "Whether its limits are multiplied by `slow_down`: it is seen in such a cohort, of"
                    + " which several have not answered, and proved less than `probe`.",
                inputs -> inputs.regard().slow())
            // Hardly anybody is: that somebody is not explains nothing.
            .shownAs(inputs -> inputs.regard().slow() ? "true" : ""),
        standing("confirmed", Standing.CONFIRMED, "Whether it is seen with a trait of a campaign."),
        standing(
            "overused",
            Standing.OVERUSED,
            "Whether it shares something with more accounts than the trait's `most`. Not true of"
                + " an account that had it 7 days before all others."),
        standing(
            "blocked",
            Standing.BLOCKED,
            "Whether it is seen in a cohort that an operator blocked."));
  }

  private static Variable standing(String name, Standing standing, String doc) {
    return Variable.bool("cohort." + name, MEMORY, doc, inputs -> inputs.regard().is(standing));
  }

  private static Optional<Object> unanswered(Inputs inputs) {
    long askedAt = inputs.regard().askedAt();
    return Optional.of(
        askedAt == 0 ? Duration.ZERO : Duration.ofMillis(Math.max(0, inputs.now() - askedAt)));
  }
}
