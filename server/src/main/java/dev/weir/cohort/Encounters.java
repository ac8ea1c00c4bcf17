package dev.weir.cohort;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts were seen with what today, so that seeing them again costs next to nothing. A
 * table of fixed size: where there is no place, one takes another's. Thread-safe.
 */
final class Encounters {
  private final AtomicReferenceArray<@Nullable Known> table;
  private final int mask;

  /**
   * Creates a table of nobody.
   *
   * @param places how many are remembered at most; a power of 2
   */
  Encounters(int places) {
    if (Integer.bitCount(places) != 1) {
      throw new IllegalArgumentException("places: " + places + " (expected: a power of 2)");
    }
    this.table = new AtomicReferenceArray<>(places);
    this.mask = places - 1;
  }

  /** Returns the place of an encounter. */
  int place(String accountId, long fingerprint) {
    return (int) SightingFilter.mix(fingerprint ^ accountId.hashCode()) & mask;
  }

  /** Returns who is remembered at a place; null if nobody. */
  @Nullable Known at(int place) {
    return table.get(place);
  }

  /** Puts one at a place, and returns whom it takes it from; null if nobody. */
  @Nullable Known put(int place, Known known) {
    return table.getAndSet(place, known);
  }

  /** An account that was seen, with the values that it was seen with. */
  static final class Known {
    private static final AtomicIntegerFieldUpdater<Known> REQUESTS =
        AtomicIntegerFieldUpdater.newUpdater(Known.class, "requests");

    final String accountId;
    final long fingerprint;
    final int day;

    /** The member's id: here as well, since each request asks for it, and for no more of it. */
    final long account;

    /** What is learned of the account; its activity is that of the first request. */
    final Member member;

    /** Whether the store is told of it. */
    final boolean learned;

    final String[] traits;
    final long[] values;

    private volatile int requests;
    private volatile int hours;
    private volatile Regarded regarded = Regarded.UNKNOWN;

    Known(
        String accountId,
        long fingerprint,
        int day,
        Member member,
        boolean learned,
        String[] traits,
        long[] values) {
      this.accountId = accountId;
      this.fingerprint = fingerprint;
      this.day = day;
      this.account = member.id();
      this.member = member;
      this.learned = learned;
      this.traits = traits;
      this.values = values;
    }

    boolean is(String otherAccount, long otherFingerprint, int otherDay) {
      return day == otherDay && is(otherAccount, otherFingerprint);
    }

    boolean is(String otherAccount, long otherFingerprint) {
      return fingerprint == otherFingerprint && accountId.equals(otherAccount);
    }

    /** Counts one more request. That two threads set two hours at once is rare, and no harm. */
    void count(int hour) {
      REQUESTS.incrementAndGet(this);
      int seen = hours;
      if ((seen & hour) == 0) {
        hours = seen | hour;
      }
    }

    /** Returns what was counted since the first request; its hours are those of all. */
    Activity later() {
      return new Activity(requests, day, hours | member.activity().hours());
    }

    Regarded regarded() {
      return regarded;
    }

    Regard regard(Regarded now) {
      regarded = now;
      return now.regard;
    }
  }

  /**
   * How an account was to be regarded.
   *
   * @param version of the standings that it follows from
   * @param answer how it had answered by then; null if it was never asked
   */
  record Regarded(long version, @Nullable Answer answer, Regard regard) {
    static final Regarded UNKNOWN = new Regarded(Long.MIN_VALUE, null, Regard.NONE);
  }
}
