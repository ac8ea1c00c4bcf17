package dev.weir.client;

/** What a check answers when Weir cannot be asked. */
public enum Fallback {
  /** Serve the request: an outage of Weir costs protection, not service. */
  ALLOW(Verdict.ALLOW),
  /** Refuse the request: an outage of Weir costs service, not protection. */
  DENY(Verdict.DENY);

  private final Verdict verdict;

  Fallback(Verdict verdict) {
    this.verdict = verdict;
  }

  /** Returns the verdict that this stands for. */
  public Verdict verdict() {
    return verdict;
  }
}
