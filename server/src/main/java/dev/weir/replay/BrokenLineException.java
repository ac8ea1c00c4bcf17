package dev.weir.replay;

import dev.weir.validation.InvalidFieldException;

/** A line of a trace cannot be replayed; the message says why. */
final class BrokenLineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokenLineException(String message) {
    // A trace may have millions of them, and where in Weir they were found helps nobody.
    super(message, null, false, false);
  }

  /** Returns that a field is not valid, in the words that a caller of the service would get. */
  static BrokenLineException of(InvalidFieldException e) {
    return new BrokenLineException(String.valueOf(e.getMessage()));
  }
}
