package dev.weir.limit;

/**
 * What one subject has used of one limit. Not thread-safe: confined to whoever holds the subject.
 *
 * <p>Only what counts something moves a counter's own time forward, and nothing moves it back:
 * asked about an earlier moment, it answers for the latest at which it counted. So a clock that
 * goes back a little neither revives nor doubles anything, and a refused request leaves no trace.
 */
public abstract sealed class Counter permits WindowCounter, LogCounter {
  private final LimitSpec spec;

  Counter(LimitSpec spec) {
    this.spec = spec;
  }

  /** Returns a counter of nothing. */
  public static Counter of(LimitSpec spec) {
    return spec.algorithm() == Algorithm.SLIDING_WINDOW
        ? new WindowCounter(spec)
        : new LogCounter(spec);
  }

  /** Returns what limit it counts. */
  public final LimitSpec spec() {
    return spec;
  }

  /**
   * Returns what is used at {@code now}, rounded up. Without further use it never grows with time.
   */
  public abstract long used(long now);

  /**
   * Counts {@code amount} at {@code now}, whatever is used already. An amount of 0 changes nothing.
   *
   * @return the place by which {@link #giveBack} finds it again
   */
  public abstract long count(long amount, long now);

  /**
   * Returns the place at which {@link #count} counts at {@code now} if no later moment was counted.
   */
  public abstract long place(long now);

  /**
   * Takes back at most {@code amount} of what was counted at {@code place}, as far as that still
   * counts.
   */
  public abstract void giveBack(long place, long amount);

  /** Returns the epoch millisecond from which nothing counts, without further use. */
  public abstract long forgottenAt();

  /**
   * Returns the shortest wait from {@code now} after which {@code amount} fits.
   *
   * @param amount at most {@code max}, and too much to fit at {@code now}
   */
  abstract long waitFor(long amount, long max, long now);

  /**
   * Returns how long from {@code now} until nothing is used, without further use; 0 if nothing is.
   */
  abstract long waitForNothing(long now);

  /** Returns whether a demand fits at {@code now}. */
  public final boolean fits(Demand demand, long now) {
    return used(now) <= demand.max() - demand.amount();
  }

  /**
   * Returns where the limit stands.
   *
   * @param exceeded whether the demand did not {@linkplain #fits fit}; it may have been counted
   *     since
   */
  public final LimitStatus status(Demand demand, boolean exceeded, long now) {
    return new LimitStatus(
        spec.name(),
        demand.max(),
        Math.max(0, demand.max() - used(now)),
        exceeded,
        exceeded ? retryAfter(demand, now) : 0,
        waitForNothing(now),
        window(spec));
  }

  /** Returns where a limit stands of which the demand's subject uses nothing. */
  public static LimitStatus unused(Demand demand) {
    boolean exceeded = demand.amount() > demand.max();
    return new LimitStatus(
        demand.limit().name(),
        demand.max(),
        demand.max(),
        exceeded,
        exceeded ? LimitStatus.NEVER : 0,
        0,
        window(demand.limit()));
  }

  private long retryAfter(Demand demand, long now) {
    return demand.amount() > demand.max()
        ? LimitStatus.NEVER
        : waitFor(demand.amount(), demand.max(), now);
  }

  private static long window(LimitSpec spec) {
    return spec.algorithm() == Algorithm.SLOTS ? 0 : spec.windowMillis();
  }
}
