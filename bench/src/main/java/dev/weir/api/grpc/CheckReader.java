package dev.weir.api.grpc;

import dev.weir.account.Pseudonyms;
import dev.weir.decision.Facts;
import dev.weir.v1.CheckRequest;

/** Reads requests as a server does, for whoever decides without one. Thread-safe. */
public final class CheckReader {
  private final FactsReader reader = new FactsReader(Pseudonyms.none());

  /** Returns the facts of a request, or throws {@code InvalidFieldException}. */
  public Facts read(CheckRequest request) {
    return reader.read(request);
  }
}
