package dev.weir.client;

import java.util.Optional;

/**
 * How a report ended.
 *
 * @param failure why it was not delivered; empty if it was
 */
public record ReportResult(Optional<FallbackCause> failure) {
  static final ReportResult DELIVERED = new ReportResult(Optional.empty());

  /** Returns whether Weir has the report. */
  public boolean isDelivered() {
    return failure.isEmpty();
  }

  static ReportResult failed(FallbackCause cause) {
    return new ReportResult(Optional.of(cause));
  }
}
