package dev.weir.limit;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** All that was ever counted, to compare counters with. */
final class History {
  /** What was counted until each moment. */
  private final NavigableMap<Long, Long> totals = new TreeMap<>();

  /** Counts {@code amount}, at the latest moment so far or at a later one. */
  void add(long now, long amount) {
    totals.put(now, until(now) + amount);
  }

  /** Returns what was counted in (after, until]. */
  long between(long after, long until) {
    return until(until) - until(after);
  }

  private long until(long moment) {
    Map.Entry<Long, Long> latest = totals.floorEntry(moment);
    return latest == null ? 0 : latest.getValue();
  }
}
