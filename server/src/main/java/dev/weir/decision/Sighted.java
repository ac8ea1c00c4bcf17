package dev.weir.decision;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.cohort.Encounter;

/** The account of a request, as cohorts see it: with the traits that the policy names. */
record Sighted(Policy policy, Facts facts, Account account, Level level, long at)
    implements Encounter {
  /** The confidence from which an address counts as a proxy's. */
  private static final double PROXIED = 0.5;

  /** Any odd number: it makes the fingerprint depend on the order. */
  private static final long BASE = 0x9e37_79b9_7f4a_7c15L;

  @Override
  public String model() {
    return facts.operation().model();
  }

  @Override
  public String network() {
    return facts.network().prefix();
  }

  @Override
  public boolean proxied() {
    return facts.network().proxyConfidence() >= PROXIED;
  }

  @Override
  public long fingerprint() {
    Facts.Network network = facts.network();
    // Another policy may show other traits of the same request.
    long hash = policy.digest().hashCode();
    hash = hash * BASE + level.name().hashCode();
    hash = hash * BASE + network.ip().hashCode();
    hash = hash * BASE + network.asn();
    hash = hash * BASE + network.deviceId().hashCode();
    hash = hash * BASE + network.ja4().hashCode();
    hash = hash * BASE + network.userAgent().hashCode();
    hash = hash * BASE + facts.operation().model().hashCode();
    hash = hash * BASE + account.payment().fingerprint().hashCode();
    hash = hash * BASE + account.verification().identityHash().hashCode();
    hash = hash * BASE + account.signup().ip().hashCode();
    hash = hash * BASE + account.signup().deviceId().hashCode();
    hash = hash * BASE + account.signup().emailDomain().hashCode();
    hash = hash * BASE + account.programme().hashCode();
    for (long band : facts.prompt().templateBands()) {
      hash = hash * BASE + band;
    }
    return hash ^ (hash >>> 32);
  }

  @Override
  public void shared(Visitor visitor) {
    policy.showShared(facts, account, visitor);
  }

  @Override
  public void owned(Visitor visitor) {
    policy.showOwned(facts, account, visitor);
  }
}
