package dev.weir.decision;

/**
 * A rule that matched.
 *
 * @param code stable API: a front end may act on it and show it
 * @param rule the rule's name in the policy
 * @param detail for operators: never shown to a caller; may be empty
 */
public record Reason(String code, String rule, String detail) {}
