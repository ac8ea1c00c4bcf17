package dev.weir.client;

/** What is to be done with a request. */
public enum Verdict {
  /** Serve it. */
  ALLOW,
  /** Ask its caller to prove something first. */
  CHALLENGE,
  /** Refuse it. */
  DENY
}
