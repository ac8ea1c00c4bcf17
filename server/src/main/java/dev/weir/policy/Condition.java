package dev.weir.policy;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import dev.weir.decision.Input;
import dev.weir.decision.Inputs;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * A condition that is ready to be evaluated. Immutable, thread-safe.
 *
 * @param guard tells of most requests that it does not hold
 * @param alternatives of which one holds wherever the condition does; see {@link DisjunctiveForm}
 * @param reads every variable that it can reach
 * @param inputs what it needs that may not arrive in time
 */
record Condition(
    String text,
    Program program,
    Guard guard,
    List<Conjunction> alternatives,
    List<Variable> reads,
    Set<Input> inputs) {

  /** Returns whether the condition holds, or throws where its evaluation fails. */
  boolean holds(InputValues values) throws CelEvaluationException {
    return guard.mayHold(values.inputs()) && (Boolean) program.eval(values);
  }

  /** Returns whether it reads a limit. */
  boolean readsLimits() {
    return inputs.contains(Input.LIMITS);
  }

  /** Returns whether something that it reads did not arrive in time. */
  boolean lacks(Inputs values) {
    return !values.missing().isEmpty() && !Collections.disjoint(values.missing(), inputs);
  }

  /**
   * Returns what the condition rests on, in words for operators, without what identifies anybody.
   */
  String explain(Inputs values) {
    StringBuilder all = new StringBuilder();
    for (Variable variable : reads) {
      String shown = variable.show().apply(values);
      if (!shown.isEmpty()) {
        all.append(all.isEmpty() ? "" : ", ").append(variable.name()).append(" = ").append(shown);
      }
    }
    return all.toString();
  }
}
