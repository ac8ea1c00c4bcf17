package dev.weir.decision;

/** What a front end does with a request, from mildest to most severe. */
public enum Verdict {
  ALLOW,
  CHALLENGE,
  DENY;

  /** Returns the more severe of the two. */
  public Verdict or(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
