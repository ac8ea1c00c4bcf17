package dev.weir.limit;

/** What a limit counts. */
public enum Measure {
  /** Requests: each counts 1, when it is admitted. */
  REQUESTS,
  /** Input tokens: reserved at the check, settled by the report. */
  INPUT_TOKENS,
  /**
   * Output tokens: the most that the request may use is reserved, what it used is settled by the
   * report.
   */
  OUTPUT_TOKENS,
  /** Input and output tokens together. */
  TOKENS,
  /** Money, in millionths of the currency, from the policy's prices. */
  COST,
  /**
   * Requests in flight: each holds a slot from its check until its report, or until the slot
   * expires.
   */
  CONCURRENCY
}
