package dev.weir.simulate;

/**
 * An account, as the provider's systems tell of it.
 *
 * @param method by which it was verified
 * @param identityHash whose identity it was verified by; empty if by none
 * @param card the payment instrument's fingerprint; empty if there is none
 * @param created epoch milliseconds
 */
record Member(
    String id,
    String organization,
    String tier,
    String programme,
    Level level,
    String method,
    String identityHash,
    String card,
    boolean prepaid,
    Place country,
    String signupIp,
    String signupDevice,
    String emailDomain,
    long created) {

  /** How an account is verified. */
  enum Level {
    NONE(""),
    EMAIL("link"),
    PHONE("sms"),
    PAYMENT("card"),
    IDENTITY("document"),
    ORGANIZATION("contract");

    private final String method;

    Level(String method) {
      this.method = method;
    }

    /** Returns by what the level is proved. */
    String method() {
      return method;
    }
  }
}
