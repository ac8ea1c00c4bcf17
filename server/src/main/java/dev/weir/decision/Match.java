package dev.weir.decision;

/**
 * A rule that matched a request.
 *
 * @param verdict the rule's, or the one that its {@code on_missing} names
 * @param detail why, for operators; may be empty
 */
public record Match(Rule rule, Verdict verdict, String detail) {

  /** Returns this match as a reason. */
  Reason reason() {
    return new Reason(rule.code(), rule.name(), detail);
  }
}
