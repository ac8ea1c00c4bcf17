package dev.weir.challenge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Bounds how often an account can make this replica judge something that does not hold, since
 * judging costs. Counts by the caller's {@code now}, in fixed windows. Bounded in memory;
 * thread-safe.
 */
final class Attempts {
  static final int MOST = 10;
  static final long WINDOW_MILLIS = 60_000;

  private final Cache<String, Window> windows = Caffeine.newBuilder().maximumSize(50_000).build();

  /** Returns whether the account has had its failures for now. */
  boolean exhausted(String accountId, long now) {
    Window window = windows.getIfPresent(accountId);
    return window != null && window.covers(now) && window.failures >= MOST;
  }

  /** Counts a failure of the account. */
  void failed(String accountId, long now) {
    windows
        .asMap()
        .compute(
            accountId,
            (id, window) ->
                window == null || !window.covers(now)
                    ? new Window(now, 1)
                    : new Window(window.start, window.failures + 1));
  }

  private record Window(long start, int failures) {
    boolean covers(long now) {
      return Math.abs(now - start) < WINDOW_MILLIS;
    }
  }
}
