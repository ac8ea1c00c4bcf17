package dev.weir.store.fallback;

import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this replica has taken in advance of one limit of one subject, in slices, and how much of it
 * is used here. It tells what is to be asked for and given back, and asks nobody itself.
 * Thread-safe, under a lock that is never held over a call. Times in epoch milliseconds.
 *
 * <p>At any moment, what is unspent and what is asked for are together at most {@link Key#most}.
 */
final class Lease {
  /** So many requests within a period make it worth while to take in advance. */
  static final int BUSY = 16;

  /** How long what is taken may be spent, at most. */
  static final long LONGEST_PERIOD_MILLIS = 1_000;

  /** How long a store that has no room for a slice is not asked for another, at most. */
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  /** How many periods an answer is waited for before it is asked again. */
  private static final long PATIENCE = 10;

  /**
   * What a lease is of.
   *
   * @param max under another one, nothing of it is spent
   * @param most that is taken in advance
   */
  record Key(LimitSpec limit, Subject subject, long max, long most) {
    static Key of(Demand demand) {
      return new Key(demand.limit(), demand.subject(), demand.max(), demand.lease());
    }

    /** Returns what the store is asked for, or given back. */
    Demand demand(long amount) {
      return new Demand(limit, subject, max, amount, TokenWeights.NONE, true);
    }
  }

  /**
   * What was spent here instead of in the store.
   *
   * @param status where the limit then stood
   */
  record Spent(Lease lease, Slice slice, long amount, LimitStatus status) {}

  /**
   * What is to be done.
   *
   * @param ended a slice that can be spent no more; null if there is none
   * @param wanted how much to ask for; 0 for nothing
   */
  record Work(@Nullable Slice ended, long wanted) {}

  private final Key key;
  private final long periodMillis;

  private long periodStart;
  private long used;
  private long usedBefore;
  private @Nullable Slice older;
  private @Nullable Slice newer;
  private long asked;
  private long askedAt;
  private long notBefore = Long.MIN_VALUE;
  private long remaining;
  private long resetAt;
  private boolean retired;

  Lease(Key key, long now) {
    this.key = key;
    this.periodMillis = periodMillis(key.limit());
    this.periodStart = now;
  }

  /** Returns how long a slice may be spent: a tenth of the window, and a second at most. */
  static long periodMillis(LimitSpec limit) {
    return Math.min(LONGEST_PERIOD_MILLIS, limit.windowMillis() / 10);
  }

  Key key() {
    return key;
  }

  /**
   * Returns until when what is taken at {@code now} may be spent. Never beyond its bucket: so what
   * is admitted is counted in the bucket in which it is admitted, as without a lease.
   */
  long endOf(long now) {
    long window = key.limit().windowMillis();
    return Math.min(now + periodMillis, (Math.floorDiv(now, window) + 1) * window);
  }

  /** Spends here, if so much is left; otherwise returns null, and the store is to be asked. */
  synchronized @Nullable Spent spend(long amount, long now) {
    use(amount, now);
    Slice slice = older;
    if (slice == null || !slice.spend(amount, now)) {
      slice = newer;
      if (slice == null || !slice.spend(amount, now)) {
        return null;
      }
    }
    return new Spent(this, slice, amount, status(now));
  }

  /**
   * Takes back what was spent, since the request was refused elsewhere.
   *
   * @return false if it is to be given back to the store instead
   */
  synchronized boolean putBack(Slice slice, long amount) {
    used = Math.max(0, used - amount);
    return unspent() + asked + amount <= key.most() && slice.putBack(amount);
  }

  /** Returns what is to be done now; null if nothing is. What is wanted counts as asked for. */
  synchronized @Nullable Work work(long now) {
    Slice ended = shed(now);
    long wanted = wanted(now);
    if (wanted > 0) {
      asked = wanted;
      askedAt = now;
    }
    return ended == null && wanted == 0 ? null : new Work(ended, wanted);
  }

  /**
   * Returns a slice that can be spent no more, so that what is left of it is given back; null if
   * there is none.
   */
  synchronized @Nullable Slice shed(long now) {
    Slice slice = older;
    if (slice == null || (slice.endsAt() > now && (slice.left() > 0 || newer == null))) {
      return null;
    }
    older = newer;
    newer = null;
    slice.close();
    return slice;
  }

  /**
   * Takes what the store granted.
   *
   * @param status where the limit stands in the store
   * @return false if nothing can be done with it but to give it back
   */
  synchronized boolean granted(Slice slice, LimitStatus status) {
    answered(slice.takenAt());
    if (retired || newer != null) {
      return false;
    }
    if (older == null) {
      older = slice;
    } else {
      newer = slice;
    }
    remaining = status.remaining();
    resetAt = slice.takenAt() + status.resetAfterMillis();
    return true;
  }

  /**
   * Asks no more for some time, since the store had no room, or gave no answer.
   *
   * @param waitMillis that the store told; 0 if none
   */
  synchronized void notGranted(long at, long waitMillis) {
    answered(at);
    notBefore = at + Math.clamp(waitMillis, periodMillis, LONGEST_PAUSE_MILLIS);
  }

  /** Ends the lease; returns what is to be given back. */
  synchronized List<Slice> retire() {
    retired = true;
    List<Slice> slices = new ArrayList<>(2);
    for (Slice slice = shed(Long.MAX_VALUE); slice != null; slice = shed(Long.MAX_VALUE)) {
      slices.add(slice);
    }
    return slices;
  }

  /** Returns what was taken in advance and is not spent. */
  synchronized long unspent() {
    return left(older) + left(newer);
  }

  /** Returns the time at which it was used last, within a period. */
  synchronized long lastUsed() {
    return periodStart;
  }

  private void use(long amount, long now) {
    long elapsed = now - periodStart;
    if (elapsed >= periodMillis) {
      usedBefore = elapsed < 2 * periodMillis ? used : 0;
      used = 0;
      periodStart = now;
    }
    used += amount;
  }

  /** As much as a period uses, as soon as less than half of that is left. */
  private long wanted(long now) {
    if (retired || newer != null || now < notBefore || isWaiting(now)) {
      return 0;
    }
    asked = 0;
    long use = Math.max(used, usedBefore);
    long full = Math.min(use, key.most());
    long unspent = unspent();
    return use < BUSY || 2 * unspent >= full ? 0 : full - unspent;
  }

  private boolean isWaiting(long now) {
    return asked > 0 && now < askedAt + PATIENCE * periodMillis;
  }

  private void answered(long at) {
    if (at == askedAt) {
      asked = 0;
    }
  }

  private LimitStatus status(long now) {
    return new LimitStatus(
        key.limit().name(),
        key.max(),
        Math.min(key.max(), remaining + unspent()),
        false,
        0,
        Math.max(0, resetAt - now),
        key.limit().windowMillis());
  }

  private static long left(@Nullable Slice slice) {
    return slice == null ? 0 : slice.left();
  }
}
