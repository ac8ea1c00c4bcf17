package dev.weir.store.redis;

import dev.weir.limit.Algorithm;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code acquire.lua} says of one demand.
 *
 * @param place where it was counted; 0 if it was not
 */
record Counted(
    boolean exceeded, long remaining, long retryAfterMillis, long resetAfterMillis, long place) {
  private static final long NEVER = (1L << 48) - 1;

  static Counted read(Packed.Reader from) {
    return new Counted(
        from.number(1) == 1, from.number(7), from.number(6), from.number(6), from.number(6));
  }

  static List<Counted> read(Packed.Reader from, int size) {
    List<Counted> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(read(from));
    }
    return all;
  }

  void write(Packed.Writer to) {
    to.number(1, exceeded ? 1 : 0)
        .number(7, remaining)
        .number(6, retryAfterMillis)
        .number(6, resetAfterMillis)
        .number(6, place);
  }

  /**
   * Returns the status.
   *
   * @param window what the status states as its window
   */
  LimitStatus status(String limit, long max, long window) {
    return new LimitStatus(
        limit,
        max,
        remaining,
        exceeded,
        retryAfterMillis == NEVER ? LimitStatus.NEVER : retryAfterMillis,
        resetAfterMillis,
        window);
  }

  /** Returns what a status states as the demand's window. */
  static long window(Demand demand) {
    return demand.limit().algorithm() == Algorithm.SLOTS ? 0 : demand.limit().windowMillis();
  }
}
