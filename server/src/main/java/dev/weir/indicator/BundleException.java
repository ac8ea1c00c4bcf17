package dev.weir.indicator;

/** A bundle that is not taken, or cannot be made. Says in one line why and what to do. */
public final class BundleException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  BundleException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns why, for machines. */
  public Reason reason() {
    return reason;
  }

  /** Why a bundle is not taken. */
  public enum Reason {
    /** It is none, or of another version. */
    BUNDLE_MALFORMED,
    BUNDLE_TOO_LARGE,
    /** Signed by nobody who is trusted, or for another issuer, or changed since. */
    BUNDLE_UNTRUSTED,
    BUNDLE_EXPIRED,
    /** Its values are hashed under other keys. */
    BUNDLE_KEY_MISMATCH,
    /** This installation has no key to sign with, or trusts nobody. */
    EXCHANGE_NOT_CONFIGURED
  }
}
