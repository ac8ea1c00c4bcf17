package dev.weir.policy;

import static dev.weir.policy.Variable.bool;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.weir.account.Level;
import dev.weir.account.Status;
import dev.weir.decision.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every condition can read, whatever the policy: names, types, where the values come from, and
 * what they mean.
 */
final class Vocabulary {
  /**
   * The type of {@code account.status}: a type of its own, so that comparing it with a level is an
   * error at load.
   */
  static final CelType STATUS = OpaqueType.create("status");

  /** The type of {@code account.verification}. */
  static final CelType LEVEL = OpaqueType.create("level");

  /** The map of a request's signals, and the prefix of each one's own name. */
  static final String SIGNALS = "signals";

  /** The map of a request's labels, and the prefix of each one's own name. */
  static final String LABELS = "labels";

  /** The input of what comes with the request itself: none that could be late. */
  static final Optional<Input> FACTS = Optional.empty();

  /** The value of a time that is not known. */
  static final Optional<Object> NO_TIME = Optional.of(Duration.ZERO);

  private static final Optional<Object> NO_SCORE = Optional.of(0.0);
  private static final Optional<Object> NO_TEXT = Optional.of("");

  private Vocabulary() {}

  /** Returns the variables that every policy has, in the reference's order. */
  static List<Variable> variables() {
    List<Variable> variables = new ArrayList<>();
    variables.addAll(AccountVariables.all());
    variables.addAll(RequestVariables.all());
    variables.addAll(maps());
    variables.addAll(EvidenceVariables.all());
    variables.addAll(CohortVariables.all());
    return List.copyOf(variables);
  }

  /** Returns the names of statuses and levels. */
  static List<Variable> constants() {
    List<Variable> constants = new ArrayList<>();
    for (Status status : Status.values()) {
      constants.add(Variable.constant(status.name(), STATUS, status));
    }
    for (Level level : Level.values()) {
      constants.add(Variable.constant(level.name(), LEVEL, level));
    }
    return constants;
  }

  private static List<Variable> maps() {
    return List.of(
        Variable.of(
            SIGNALS,
            MapType.create(SimpleType.STRING, SimpleType.DOUBLE),
            FACTS,
            "Scores of upstream classifiers, from 0 to 1. `signals.NAME` or `signals[\"NAME\"]` is"
                + " one of them, 0 where the request has none of that name; `has(signals.NAME)`"
                + " tells the two apart.",
            inputs -> Optional.of(inputs.facts().signals())),
        Variable.of(
                LABELS,
                MapType.create(SimpleType.STRING, SimpleType.STRING),
                FACTS,
                "Anything else that the front end sends. `labels.NAME` or `labels[\"NAME\"]` is one"
                    + " of them, empty where the request has none of that name;"
                    + " `has(labels.NAME)` tells the two apart.",
                inputs -> Optional.of(inputs.facts().labels()))
            .hidden());
  }

  /** Returns the variable of one signal: 0 where the request does not have it. */
  static Variable signal(String name) {
    return Variable.of(
        SIGNALS + '.' + name,
        SimpleType.DOUBLE,
        FACTS,
        "",
        inputs -> {
          Object found = inputs.facts().signals().get(name);
          return found == null ? NO_SCORE : Optional.of(found);
        });
  }

  /**
   * Returns the variable of one label: empty where the request does not have it. Never shown:
   * anything may be in it.
   */
  static Variable label(String name) {
    return Variable.of(
            LABELS + '.' + name,
            SimpleType.STRING,
            FACTS,
            "",
            inputs -> {
              Object found = inputs.facts().labels().get(name);
              return found == null ? NO_TEXT : Optional.of(found);
            })
        .hidden();
  }

  /** Returns the variable that tells whether the request has a signal, or a label. */
  static Variable has(String map, String name) {
    return bool(
        "has(" + map + '.' + name + ')',
        FACTS,
        "",
        map.equals(SIGNALS)
            ? inputs -> inputs.facts().signals().containsKey(name)
            : inputs -> inputs.facts().labels().containsKey(name));
  }
}
