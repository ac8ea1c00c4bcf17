package dev.weir.challenge;

import dev.weir.account.Level;

/** What a caller can be asked to prove. */
public enum Kind {
  EMAIL(Level.EMAIL),
  PHONE(Level.PHONE),
  PAYMENT(Level.PAYMENT),
  IDENTITY(Level.IDENTITY),
  /** Solved by the caller itself; proves effort, not who it is. */
  PROOF_OF_WORK(Level.NONE);

  private final Level level;

  Kind(Level level) {
    this.level = level;
  }

  /**
   * Returns the verification that a pass raises the account to; {@link Level#NONE} where it raises
   * nothing.
   */
  public Level level() {
    return level;
  }
}
