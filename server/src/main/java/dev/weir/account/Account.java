package dev.weir.account;

import java.util.List;

/**
 * An account of the provider, as its own systems pushed it.
 *
 * @param accountId names the account; never empty
 * @param organizationId the organization it belongs to; empty if none
 * @param tier names the column of each limit's {@code max}; empty if unknown
 * @param programme such as education or research; empty if none
 * @param createdAt epoch milliseconds; 0 if unknown
 * @param tags the provider's own, at most 64
 */
public record Account(
    String accountId,
    String organizationId,
    Status status,
    String tier,
    String programme,
    Verification verification,
    PaymentInstrument payment,
    Signup signup,
    long createdAt,
    List<String> tags) {

  public Account {
    tags = List.copyOf(tags);
  }

  /**
   * Returns an account of which nothing but its id is known: active, unverified, without a tier.
   */
  public static Account unknown(String accountId) {
    return new Account(
        accountId,
        "",
        Status.ACTIVE,
        "",
        "",
        Verification.NONE,
        PaymentInstrument.NONE,
        Signup.UNKNOWN,
        0,
        List.of());
  }

  /** Returns this account with another verification. */
  public Account withVerification(Verification other) {
    return new Account(
        accountId,
        organizationId,
        status,
        tier,
        programme,
        other,
        payment,
        signup,
        createdAt,
        tags);
  }
}
