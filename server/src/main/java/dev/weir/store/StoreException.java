package dev.weir.store;

import org.jspecify.annotations.Nullable;

/** The store did not do what it was asked. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Whether trying again may help. This alone decides what the caller does. */
  private final boolean isTransient;

  private StoreException(String message, @Nullable Throwable cause, boolean isTransient) {
    super(message, cause);
    this.isTransient = isTransient;
  }

  /** The store could not be reached, or not in time: it may be later. */
  public static StoreException unavailable(String message, @Nullable Throwable cause) {
    return new StoreException(message, cause, true);
  }

  /**
   * The store refuses, and will again: wrong credentials, a wrong type under a key, a script that
   * fails.
   */
  public static StoreException refused(String message, Throwable cause) {
    return new StoreException(message, cause, false);
  }

  /**
   * The store holds as much as it may, and will not drop any of it for more.
   *
   * @param what is full, in the plural
   * @param most how many there may be
   * @param setting what to raise
   */
  public static StoreException full(String what, long most, String setting) {
    return new StoreException(
        "the store is full: it holds "
            + most
            + " "
            + what
            + "; raise "
            + setting
            + " or delete some",
        null,
        false);
  }

  /** Returns whether trying again may help. */
  public boolean isTransient() {
    return isTransient;
  }
}
