package dev.weir.policy;

import java.util.List;
import java.util.stream.Collectors;

/** The policy to start with does not load. The message has one line for each problem. */
public final class InvalidPolicyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Not part of a serialized form. */
  private final transient List<PolicyProblem> problems;

  /** Describes why a policy does not load. */
  public InvalidPolicyException(List<PolicyProblem> problems) {
    super(problems.stream().map(PolicyProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Returns what is wrong, in the file's order. */
  public List<PolicyProblem> problems() {
    return problems;
  }
}
