package dev.weir.account;

/** Whether an account may be used. */
public enum Status {
  ACTIVE,
  SUSPENDED,
  CLOSED
}
