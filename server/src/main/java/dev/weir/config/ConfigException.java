package dev.weir.config;

import java.util.List;

/**
 * A configuration that cannot be used. Carries every problem that was found, not only the first.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  private final List<String> problems;

  /**
   * Describes what is wrong.
   *
   * @param problems at least one; each a line that says where, what was found and what was expected
   */
  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems, in the order of the sources. */
  public List<String> problems() {
    return problems;
  }
}
