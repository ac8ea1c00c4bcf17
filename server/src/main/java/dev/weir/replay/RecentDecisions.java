package dev.weir.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers under which decision id a request was admitted, until its report comes. Two
 * generations, of which the older is dropped whole: an entry is kept for at least the time that a
 * reservation lives, at most twice as long, at a cost that does not depend on how many there are.
 * Not thread-safe.
 */
final class RecentDecisions {
  /** The most in a generation, some 250 bytes each; beyond it, the older one is dropped early. */
  static final int MOST = 500_000;

  private final long spanMillis;
  private final int most;
  private Map<String, Admitted> young = new HashMap<>();
  private Map<String, Admitted> old = new HashMap<>();
  private long youngSince = Long.MIN_VALUE;

  /** Creates a memory for reservations that live {@code spanMillis}. */
  RecentDecisions(long spanMillis, int most) {
    this.spanMillis = spanMillis;
    this.most = most;
  }

  /** Remembers an admitted request. One with the same id before it is forgotten. */
  void put(String requestId, String accountId, String decisionId, long now) {
    if (youngSince == Long.MIN_VALUE) {
      youngSince = now;
    }
    if (now - youngSince >= spanMillis || young.size() >= most) {
      old = now - youngSince >= 2 * spanMillis ? new HashMap<>() : young;
      young = new HashMap<>();
      youngSince = now;
    }
    young.put(requestId, new Admitted(accountId, decisionId));
  }

  /**
   * Returns the decision id of a request, and forgets it: a request is reported once.
   *
   * @param accountId the request's; empty if the report does not state it
   */
  Optional<String> take(String requestId, String accountId) {
    Admitted admitted = young.getOrDefault(requestId, old.get(requestId));
    if (admitted == null || !(accountId.isEmpty() || accountId.equals(admitted.accountId))) {
      return Optional.empty();
    }
    young.remove(requestId);
    old.remove(requestId);
    return Optional.of(admitted.decisionId);
  }

  private record Admitted(String accountId, String decisionId) {}
}
