package dev.weir.cli;

import dev.weir.v1.ValidatePolicyResponse;

/** Says what is wrong with a policy, without a server. Thread-safe. */
@FunctionalInterface
public interface PolicyValidator {
  /**
   * Finds every problem of a policy.
   *
   * @param file how problems name it
   * @param yaml its text
   */
  ValidatePolicyResponse validate(String file, String yaml);
}
