package dev.weir.client.servlet;

import dev.weir.v1.CheckRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Reads from an HTTP request what Weir is to be asked about it. Used by many threads at once. */
@FunctionalInterface
public interface RequestReader {

  /**
   * Returns what to ask, or nothing to let the request pass unasked, as for health checks. Reading
   * the body would take it from the application.
   */
  Optional<CheckRequest> read(HttpServletRequest request);
}
