package dev.weir.policy;

import dev.weir.decision.Input;
import dev.weir.decision.Inputs;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What conditions can read of a policy's limits. */
final class LimitVariables {
  /** Whether any limit is exceeded. */
  static final String EXCEEDED = "limits.exceeded";

  private static final Optional<Input> LIMITS = Optional.of(Input.LIMITS);

  private LimitVariables() {}

  /**
   * Returns the variables of all limits.
   *
   * @param names of all limits
   * @param shadows of those that are only watched
   */
  static List<Variable> of(Collection<String> names, Set<String> shadows) {
    List<Variable> variables = new ArrayList<>();
    variables.add(
        Variable.bool(
                EXCEEDED,
                LIMITS,
                "Whether the request does not fit into some limit that is not a shadow.",
                inputs -> isExceeded(inputs, shadows))
            .shownAs(inputs -> exceeded(inputs, shadows)));
    for (String name : names) {
      variables.addAll(of(name));
    }
    return variables;
  }

  /** Returns the variables of one limit. */
  static List<Variable> of(String name) {
    String prefix = "limits." + name;
    return List.of(
        Variable.bool(
            prefix + ".exceeded",
            LIMITS,
            "Whether the request does not fit into the limit; false where it does not apply.",
            inputs -> find(inputs, name).map(LimitStatus::exceeded).orElse(false)),
        Variable.whole(
            prefix + ".remaining",
            LIMITS,
            "What may still be used, in the measure's unit (cost in millionths); the largest int"
                + " where it does not apply.",
            inputs -> find(inputs, name).map(LimitStatus::remaining).orElse(Long.MAX_VALUE)),
        Variable.whole(
            prefix + ".limit",
            LIMITS,
            "The most that may be used, in the measure's unit (cost in millionths); the largest int"
                + " where it does not apply.",
            inputs -> find(inputs, name).map(LimitStatus::limit).orElse(Long.MAX_VALUE)));
  }

  private static boolean isExceeded(Inputs inputs, Set<String> shadows) {
    if (inputs.limits().isEmpty()) {
      return false;
    }
    // By index, since each request comes here: a loop over the list would make an iterator.
    List<LimitStatus> all = inputs.limits().get().limits();
    for (int i = 0; i < all.size(); i++) {
      LimitStatus status = all.get(i);
      if (status.exceeded() && !shadows.contains(status.name())) {
        return true;
      }
    }
    return false;
  }

  private static String exceeded(Inputs inputs, Set<String> shadows) {
    return inputs.limits().map(Outcome::limits).orElse(List.of()).stream()
        .filter(status -> status.exceeded() && !shadows.contains(status.name()))
        .map(
            status ->
                status.name() + " (" + status.remaining() + " of " + status.limit() + " left)")
        .reduce((a, b) -> a + ", " + b)
        .orElse("false");
  }

  private static Optional<LimitStatus> find(Inputs inputs, String name) {
    if (inputs.limits().isPresent()) {
      for (LimitStatus status : inputs.limits().get().limits()) {
        if (status.name().equals(name)) {
          return Optional.of(status);
        }
      }
    }
    return Optional.empty();
  }
}
