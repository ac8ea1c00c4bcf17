package dev.weir.policy;

import java.util.List;
import java.util.Optional;

/**
 * What became of a policy's text.
 *
 * @param policy empty where there are errors
 * @param problems errors and warnings, in the file's order
 */
public record Compilation(Optional<CompiledPolicy> policy, List<PolicyProblem> problems) {
  public Compilation {
    problems = List.copyOf(problems);
  }
}
