package dev.weir.policy;

import java.math.BigDecimal;

/**
 * The kinds of values that several sections of a policy have, and how many entries each may have.
 */
final class PolicyTypes {
  static final int MOST_TIERS = 32;
  static final int MOST_LIMITS = 64;
  static final int MOST_RULES = 1_024;
  static final int MOST_PRICES = 256;
  static final int MOST_SOURCES = 64;

  /** A name of the author's own, which conditions can read. */
  static final FieldType<String> NAME =
      FieldTypes.text(
          "[a-z][a-z0-9_]{0,63}", "a name of lower-case letters, digits and _, such as per_minute");

  /** The name of a system or a signal of the provider. */
  static final FieldType<String> SOURCE =
      FieldTypes.text("[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}|\\*", "a name, or * for any other");

  static final FieldType<BigDecimal> PRICE =
      FieldTypes.number(BigDecimal.ZERO, new BigDecimal(1_000_000));

  static final FieldType<ConditionText> CONDITION = new ConditionType();

  private PolicyTypes() {}
}
