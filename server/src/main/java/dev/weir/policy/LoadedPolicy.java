package dev.weir.policy;

/**
 * A policy in force.
 *
 * @param yaml its text, as it was loaded
 * @param file how problems name it
 * @param loadedAt epoch milliseconds
 */
public record LoadedPolicy(
    CompiledPolicy policy, String yaml, String file, long loadedAt, Origin origin) {

  /** Where a policy came from. */
  public enum Origin {
    /** The one that Weir ships. */
    DEFAULT,
    FILE,
    /** Applied by an operator's call. */
    API
  }
}
