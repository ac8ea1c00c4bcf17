package dev.weir.account;

/** How far an account is verified, from least to most: a higher level includes the lower ones. */
public enum Level {
  NONE,
  EMAIL,
  PHONE,
  PAYMENT,
  IDENTITY,
  ORGANIZATION
}
