package dev.weir.account;

/**
 * What an account has proved, how, and until when.
 *
 * @param level the level that was reached
 * @param method how, in the provider's words; empty if unknown
 * @param identityHash keyed hash of the verified identity; empty if there is none
 * @param verifiedAt epoch milliseconds; 0 if unknown
 * @param expiresAt epoch milliseconds from which the level is no longer held; 0 if it does not
 *     expire
 */
public record Verification(
    Level level, String method, String identityHash, long verifiedAt, long expiresAt) {
  /** Nothing proved. */
  public static final Verification NONE = new Verification(Level.NONE, "", "", 0, 0);

  /** Returns the level held at {@code now} (epoch milliseconds): an expired level is not held. */
  public Level levelAt(long now) {
    return expiresAt != 0 && now >= expiresAt ? Level.NONE : level;
  }
}
