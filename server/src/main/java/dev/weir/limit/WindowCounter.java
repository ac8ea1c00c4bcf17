package dev.weir.limit;

/**
 * Sliding window counter: two numbers. Time is cut into buckets of one window each, aligned to the
 * epoch; what is used is the current bucket's count and, of the previous one's, the share that a
 * window ending now still covers.
 *
 * <p>With {@code n} the window and {@code r} what remains of the current bucket, both in units of
 * {@link LimitSpec#resolutionMillis}: {@code used = current + ceil(previous * r / n)}. A request of
 * {@code a} fits if {@code used + a <= max}, which for whole numbers is the same as {@code previous
 * * r <= (max - current - a) * n}: rounding up here refuses nothing that fits, and admits nothing
 * that does not. See {@link LimitBounds} for why no number in it overflows or is rounded, and
 * {@code docs/limits.md} for how far it is from an exact log.
 */
final class WindowCounter extends Counter {
  /**
   * The number of the bucket that was counted in last: epoch milliseconds divided by the window.
   */
  private long bucket;

  private long current;
  private long previous;

  WindowCounter(LimitSpec spec) {
    super(spec);
  }

  @Override
  public long used(long now) {
    long at = bucketAt(now);
    return currentIn(at) + share(previousIn(at), remaining(at, now), units());
  }

  @Override
  public long count(long amount, long now) {
    long at = bucketAt(now);
    if (amount > 0) {
      long before = previousIn(at);
      current = Math.min(LimitBounds.MAX_COUNT, currentIn(at) + amount);
      previous = before;
      bucket = at;
    }
    return at;
  }

  @Override
  public long place(long now) {
    return Math.floorDiv(now, spec().windowMillis());
  }

  @Override
  public void giveBack(long place, long amount) {
    if (place == bucket) {
      current = Math.max(0, current - amount);
    } else if (place == bucket - 1) {
      previous = Math.max(0, previous - amount);
    }
  }

  @Override
  public long forgottenAt() {
    return (bucket + 2) * spec().windowMillis();
  }

  @Override
  long waitFor(long amount, long max, long now) {
    long at = bucketAt(now);
    long room = max - amount;
    if (currentIn(at) <= room) {
      // Enough of the previous bucket leaves in time; at the latest all of it, when the next bucket
      // begins.
      long remaining = mostThatFits(previousIn(at), room - currentIn(at));
      return startOf(at + 1) - remaining * spec().resolutionMillis() - now;
    }
    // Only once the current bucket is the previous one does any of it leave.
    long remaining = mostThatFits(currentIn(at), room);
    return startOf(at + 2) - remaining * spec().resolutionMillis() - now;
  }

  @Override
  long waitForNothing(long now) {
    long at = bucketAt(now);
    if (currentIn(at) > 0) {
      return startOf(at + 2) - now;
    }
    return previousIn(at) > 0 ? startOf(at + 1) - now : 0;
  }

  /**
   * Returns {@code ceil(count * remaining / units)}, without ever forming that product: with {@code
   * count = q * units + s} it is {@code q * remaining + ceil(s * remaining / units)}, whose first
   * term is at most {@code count} and whose product is below {@code units * units}.
   *
   * @param remaining from 0 to {@code units}
   */
  static long share(long count, long remaining, long units) {
    if (count < units) {
      return (count * remaining + units - 1) / units;
    }
    return count / units * remaining + (count % units * remaining + units - 1) / units;
  }

  /**
   * Returns the most that may remain of a bucket for its share to be at most {@code room}: {@code
   * floor(room * units / count)}. A first guess in floating point is off by one at most, as its
   * relative error is 2<sup>-52</sup>; the exact share corrects it.
   *
   * @param room from 0 to less than {@code count}
   */
  private long mostThatFits(long count, long room) {
    long units = units();
    long remaining = (long) ((double) room / count * units);
    while (share(count, remaining, units) > room) {
      remaining--;
    }
    while (share(count, remaining + 1, units) <= room) {
      remaining++;
    }
    return remaining;
  }

  private long units() {
    return spec().windowMillis() / spec().resolutionMillis();
  }

  /** Returns the bucket of {@code now}, or the one that was counted in last if that is later. */
  private long bucketAt(long now) {
    return Math.max(bucket, place(now));
  }

  private long currentIn(long at) {
    return at == bucket ? current : 0;
  }

  private long previousIn(long at) {
    return at == bucket ? previous : at == bucket + 1 ? current : 0;
  }

  /**
   * Returns the units that remain of bucket {@code at}: all of them if {@code now} is before it.
   */
  private long remaining(long at, long now) {
    long elapsed = Math.max(0, now - startOf(at));
    return units() - elapsed / spec().resolutionMillis();
  }

  private long startOf(long at) {
    return at * spec().windowMillis();
  }
}
