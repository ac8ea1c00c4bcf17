package dev.weir.decision;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.cohort.Encounter;
import dev.weir.cohort.FingerprintHash;

/** The account of a request, as cohorts see it: with the traits that the policy names. */
record Sighted(Policy policy, Facts facts, Account account, Level level, long at)
    implements Encounter {
  /** The confidence from which an address counts as a proxy's. */
  private static final double PROXIED = 0.5;

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
  public void fingerprint(FingerprintHash to) {
    Facts.Network network = facts.network();
    // Another policy may show other traits of the same request.
    to.add(policy.digest().hashCode() ^ ((long) level.name().hashCode() << Integer.SIZE));
    to.add(network.asn());
    to.add(network.ip());
    to.add(network.deviceId());
    to.add(network.ja4());
    to.add(network.userAgent());
    to.add(model());
    for (long band : facts.prompt().templateBands()) {
      to.add(band);
    }
    add(account, to);
  }

  /** Adds what was pushed of the account, which does not change from one request to the next. */
  private static void add(Account account, FingerprintHash to) {
    to.add(pair(account.payment().fingerprint(), account.verification().identityHash()));
    to.add(pair(account.signup().ip(), account.signup().deviceId()));
    to.add(pair(account.signup().emailDomain(), account.programme()));
  }

  private static long pair(String one, String other) {
    return ((long) one.hashCode() << Integer.SIZE) ^ other.hashCode();
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
