package dev.weir.challenge;

/**
 * What a verified clearance token says: its account passed a challenge. Evidence, not an allow.
 *
 * @param clearanceId names the token
 * @param rule the rule whose challenge was passed
 * @param policyDigest the policy that the rule is of
 * @param kind what was passed
 * @param issuedAt epoch milliseconds
 * @param expiresAt epoch milliseconds
 */
public record Clearance(
    String clearanceId,
    String accountId,
    String rule,
    String policyDigest,
    Kind kind,
    long issuedAt,
    long expiresAt) {}
