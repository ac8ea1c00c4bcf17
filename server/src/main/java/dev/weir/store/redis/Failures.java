package dev.weir.store.redis;

import java.util.concurrent.CompletionException;

/** Reads what a stage failed with. */
final class Failures {
  private Failures() {}

  /** Returns the failure itself, without the wrapping that stages add. */
  static Throwable unwrapped(Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
