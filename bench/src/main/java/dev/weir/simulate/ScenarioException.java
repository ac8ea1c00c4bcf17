package dev.weir.simulate;

/** A scenario that cannot be simulated; the message names the key. */
public final class ScenarioException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ScenarioException(String message) {
    super(message);
  }
}
