package dev.weir.api.admin;

import dev.weir.policy.PolicyProblem;
import dev.weir.policy.PolicyProblem.Severity;
import dev.weir.v1.ValidatePolicyResponse;
import java.util.List;

/** What is said about policies, as messages of the contract. */
public final class PolicyMessages {
  private PolicyMessages() {}

  /**
   * Says whether a policy loads, with all that is wrong with it.
   *
   * @param problems errors and warnings, in the file's order
   */
  public static ValidatePolicyResponse validation(List<PolicyProblem> problems) {
    return ValidatePolicyResponse.newBuilder()
        .setValid(problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR))
        .addAllProblems(problems(problems))
        .build();
  }

  static List<dev.weir.v1.PolicyProblem> problems(List<PolicyProblem> problems) {
    return problems.stream().map(PolicyMessages::message).toList();
  }

  private static dev.weir.v1.PolicyProblem message(PolicyProblem problem) {
    return dev.weir.v1.PolicyProblem.newBuilder()
        .setFile(problem.file())
        .setLine(problem.line())
        .setColumn(problem.column())
        .setPath(problem.path())
        .setMessage(problem.message())
        .setSeverity(problem.severity().name())
        .build();
  }
}
