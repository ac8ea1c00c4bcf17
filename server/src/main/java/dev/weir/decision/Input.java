package dev.weir.decision;

/** What a rule can read that may not arrive in time. */
public enum Input {
  ACCOUNT,
  RISK,
  LIMITS
}
