package dev.weir.config;

/** A value that is never printed. */
public record Secret(String value) {
  /** No secret. */
  public static final Secret NONE = new Secret("");

  /** What is printed instead. */
  static final String REDACTED = "<redacted>";

  /** Returns whether there is none. */
  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return isEmpty() ? "" : REDACTED;
  }
}
