package dev.weir.policy;

import dev.weir.policy.PolicyProblem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file, so that its author gets all of it at once. */
final class Problems {
  private static final Comparator<PolicyProblem> IN_FILE_ORDER =
      Comparator.comparingInt(PolicyProblem::line).thenComparingInt(PolicyProblem::column);

  private final String file;
  private final List<PolicyProblem> problems = new ArrayList<>();
  private boolean errors;

  Problems(String file) {
    this.file = file;
  }

  void error(Place place, String message) {
    errors = true;
    add(Severity.ERROR, place, message);
  }

  void warning(Place place, String message) {
    add(Severity.WARNING, place, message);
  }

  boolean hasErrors() {
    return errors;
  }

  /** Returns what was collected, in the file's order. */
  List<PolicyProblem> list() {
    return problems.stream().sorted(IN_FILE_ORDER).toList();
  }

  private void add(Severity severity, Place place, String message) {
    problems.add(
        new PolicyProblem(severity, file, place.line(), place.column(), place.path(), message));
  }
}
