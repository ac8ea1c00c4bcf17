package dev.weir.cohort;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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

  /** Of a million members that are looked at, few were asked. */
  private final HashFilter asked = new HashFilter(BITS);

  /** Returns how an account answered; null if it was never asked, as far as is remembered. */
  @Nullable Answer find(long account) {
    return asked.mayHave(account) ? answers.get(account) : null;
  }

  /** Adds what is known of an account. */
  void add(Answer answer) {
    answers.merge(answer.account(), answer, Answer::merge);
    asked.add(answer.account());
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
