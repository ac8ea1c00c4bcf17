package dev.weir.limit;

/**
 * Another {@code max} for one account or one organization, set at run time.
 *
 * @param limit the limit's name in the policy
 * @param owner whose
 * @param ownerId the account's or the organization's id
 * @param max in the measure's unit
 * @param expiresAt epoch milliseconds from which it no longer counts; 0 if it does not expire
 */
public record LimitOverride(String limit, Owner owner, String ownerId, long max, long expiresAt) {

  /** Who an override is for. Of an account's and its organization's, the account's counts. */
  public enum Owner {
    ACCOUNT,
    ORGANIZATION
  }

  /** Returns what identifies the override: limit, owner and id. */
  public Key key() {
    return new Key(limit, owner, ownerId);
  }

  /** Identifies an override. */
  public record Key(String limit, Owner owner, String ownerId) {}
}
