package dev.weir.decision;

import dev.weir.account.Profile;
import dev.weir.challenge.Clearance;
import dev.weir.cohort.Regard;
import dev.weir.limit.Outcome;
import dev.weir.limit.Overrides;
import java.util.Optional;
import java.util.Set;

/**
 * All that a policy can read about one request.
 *
 * @param profile the account; unknown where it never was pushed or did not arrive
 * @param regard what is held of the cohorts that the account is seen in
 * @param clearance what a valid token of the request says
 * @param limits how the limits stand; empty before they are looked at
 * @param missing what did not arrive in time: a rule that reads it does what its {@code on_missing}
 *     says
 * @param now epoch milliseconds
 */
public record Inputs(
    Facts facts,
    Profile profile,
    Risk risk,
    Regard regard,
    Optional<Clearance> clearance,
    Optional<Outcome> limits,
    Overrides overrides,
    Set<Input> missing,
    long now) {

  /**
   * Returns the organization that the request counts for: the account's own, else the one that the
   * request names.
   */
  public String organizationId() {
    String own = profile.account().organizationId();
    return own.isEmpty() ? facts.principal().organizationId() : own;
  }

  /**
   * Returns under whose {@link dev.weir.limit.HashTag} the request's own limits are kept: its
   * organization, else its account.
   */
  public String ownerId() {
    String organization = organizationId();
    return organization.isEmpty() ? facts.principal().accountId() : organization;
  }

  /** Returns these inputs with how the limits stand. */
  public Inputs withLimits(Outcome outcome) {
    return withLimits(Optional.of(outcome));
  }

  Inputs withLimits(Optional<Outcome> outcome) {
    return new Inputs(facts, profile, risk, regard, clearance, outcome, overrides, missing, now);
  }
}
