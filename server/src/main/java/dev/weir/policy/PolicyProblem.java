package dev.weir.policy;

/**
 * Something that is wrong with a policy.
 *
 * @param file the policy file as the operator named it
 * @param line from 1
 * @param column from 1, in Unicode code points
 * @param path where in the document, such as {@code rules[2].when}; empty for the whole of it
 * @param message what was found, what was expected, and the nearest valid name where there is one
 */
public record PolicyProblem(
    Severity severity, String file, int line, int column, String path, String message) {

  /** How bad it is. */
  public enum Severity {
    /** The policy does not load. */
    ERROR,
    /** The policy loads, and most likely does not do what its author meant. */
    WARNING
  }

  /** Returns one line for people: {@code file:line:column: error: path: message}. */
  @Override
  public String toString() {
    return file
        + ':'
        + line
        + ':'
        + column
        + ": "
        + (severity == Severity.WARNING ? "warning: " : "error: ")
        + (path.isEmpty() ? "" : path + ": ")
        + message;
  }
}
