package dev.weir.policy;

import dev.cel.runtime.CelVariableResolver;
import dev.weir.decision.Inputs;
import java.util.Map;
import java.util.Optional;

/** The values of one request, as its conditions ask for them. */
record InputValues(Map<String, Variable> variables, Inputs inputs) implements CelVariableResolver {
  @Override
  public Optional<Object> find(String name) {
    Variable variable = variables.get(name);
    return variable == null ? Optional.empty() : variable.read().read(inputs);
  }
}
