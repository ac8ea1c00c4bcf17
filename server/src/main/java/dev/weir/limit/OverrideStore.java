package dev.weir.limit;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Keeps overrides. Thread-safe. A stage fails with {@code StoreException}; nothing blocks the
 * caller.
 */
public interface OverrideStore {

  /** Creates or replaces an override. */
  CompletionStage<Void> put(LimitOverride override);

  /** Forgets an override. Deleting an unknown one is no error. */
  CompletionStage<Void> delete(LimitOverride.Key key);

  /** Returns all overrides, expired ones perhaps among them. */
  CompletionStage<List<LimitOverride>> list();

  /**
   * Calls {@code listener} after any override changes, wherever. Closing what is returned ends it.
   */
  AutoCloseable onChange(Runnable listener);
}
