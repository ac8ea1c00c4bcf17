package dev.weir.cohort;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * How accounts answered, as one replica knows it. Thread-safe. Bounded: those of longest ago are
 * forgotten first, and are then asked anew.
 */
final class Answers {
  private static final int MOST = 1_000_000;
  private static final int BITS = 1 << 20;

  /** Looked up for each member of each cohort that is assessed: a plain map is the fastest. */
  private final ConcurrentMap<Long, Answer> answers = new ConcurrentHashMap<>();

  /**
   * A bit for each hash of those who were asked, and for some who were not. Of a million members
   * that are looked at, few were asked. Only grows.
   */
  private final AtomicLongArray asked = new AtomicLongArray(BITS / Long.SIZE);

  /** Returns how an account answered; null if it was never asked, as far as is remembered. */
  @Nullable Answer find(long account) {
    int bit = (int) account & (BITS - 1);
    return (asked.get(bit / Long.SIZE) >>> bit & 1) == 0 ? null : answers.get(account);
  }

  /** Adds what is known of an account. */
  void add(Answer answer) {
    answers.merge(answer.account(), answer, Answer::merge);
    int bit = (int) answer.account() & (BITS - 1);
    asked.accumulateAndGet(bit / Long.SIZE, 1L << bit, (old, set) -> old | set);
    if (answers.size() > MOST) {
      forget();
    }
  }

  boolean isEmpty() {
    return answers.isEmpty();
  }

  /** Forgets the tenth that was changed longest ago. */
  private void forget() {
    long[] times = answers.values().stream().mapToLong(Answer::changedAt).sorted().toArray();
    long oldest = times[times.length / 10];
    answers.values().removeIf(answer -> answer.changedAt() <= oldest);
  }
}
