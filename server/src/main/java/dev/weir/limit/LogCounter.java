package dev.weir.limit;

import java.util.Arrays;

/**
 * A log of what was counted, by the millisecond; each entry counts for one window. An {@link
 * Algorithm#EXACT_LOG} is one, and so are {@link Algorithm#SLOTS}: a slot is an entry that is given
 * back when its request ends.
 *
 * <p>What was counted within one millisecond is one entry. A full log ({@link
 * LimitBounds#MAX_LOG_ENTRIES}, or {@link LimitBounds#MAX_SLOTS}) adds to its newest entry, which
 * then counts from the later moment: what is full counts some of its use for longer than it should,
 * at most for two windows, and never for less.
 */
final class LogCounter extends Counter {
  private static final int SMALLEST = 4;

  /** When each entry was counted, ascending, in [from, to). */
  private long[] times = new long[SMALLEST];

  /** How much, at least 1. */
  private long[] counts = new long[SMALLEST];

  private int from;
  private int to;

  /** The sum of all entries, those that no longer count among them. */
  private long total;

  /** The latest moment that was counted at. */
  private long latest;

  LogCounter(LimitSpec spec) {
    super(spec);
  }

  @Override
  public long used(long now) {
    long used = total;
    long start = start(now);
    for (int i = from; i < to && times[i] <= start; i++) {
      used -= counts[i];
    }
    return used;
  }

  @Override
  public long count(long amount, long now) {
    long at = Math.max(latest, now);
    if (amount > 0) {
      latest = at;
      forgetUntil(start(at));
      append(at, Math.min(amount, LimitBounds.MAX_COUNT - total));
    }
    return at;
  }

  @Override
  public long place(long now) {
    return now;
  }

  @Override
  public void giveBack(long place, long amount) {
    int i = Arrays.binarySearch(times, from, to, place);
    if (i < 0) {
      return;
    }
    long given = Math.min(amount, counts[i]);
    total -= given;
    counts[i] -= given;
    if (counts[i] == 0) {
      System.arraycopy(times, i + 1, times, i, to - i - 1);
      System.arraycopy(counts, i + 1, counts, i, to - i - 1);
      to--;
    }
  }

  @Override
  public long forgottenAt() {
    return from == to ? 0 : times[to - 1] + spec().windowMillis();
  }

  @Override
  long waitFor(long amount, long max, long now) {
    long left = total;
    int i = from;
    while (left > max - amount) {
      left -= counts[i++];
    }
    return times[i - 1] + spec().windowMillis() - now;
  }

  @Override
  long waitForNothing(long now) {
    long last = from == to ? Long.MIN_VALUE : times[to - 1];
    return last > start(now) ? last + spec().windowMillis() - now : 0;
  }

  /** Returns the moment up to which what was counted has left the window. */
  private long start(long now) {
    return Math.max(latest, now) - spec().windowMillis();
  }

  private void forgetUntil(long start) {
    while (from < to && times[from] <= start) {
      total -= counts[from++];
    }
  }

  private void append(long at, long amount) {
    if (amount == 0) {
      return;
    }
    total += amount;
    if (to > from && (times[to - 1] == at || to - from == mostEntries())) {
      times[to - 1] = at;
      counts[to - 1] += amount;
      return;
    }
    if (to == times.length) {
      makeRoom();
    }
    times[to] = at;
    counts[to++] = amount;
  }

  /**
   * Moves the entries to the front of new arrays of twice their number: a copy for as many appends
   * at least.
   */
  private void makeRoom() {
    int size = to - from;
    long[] newTimes = new long[Math.max(SMALLEST, 2 * size)];
    long[] newCounts = new long[newTimes.length];
    System.arraycopy(times, from, newTimes, 0, size);
    System.arraycopy(counts, from, newCounts, 0, size);
    times = newTimes;
    counts = newCounts;
    from = 0;
    to = size;
  }

  private int mostEntries() {
    return spec().algorithm() == Algorithm.SLOTS
        ? LimitBounds.MAX_SLOTS
        : LimitBounds.MAX_LOG_ENTRIES;
  }
}
