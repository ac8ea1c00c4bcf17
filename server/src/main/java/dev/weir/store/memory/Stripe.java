package dev.weir.store.memory;

import dev.weir.limit.Subject;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One part of the state of limits, under one lock. */
final class Stripe {
  private final ReentrantLock lock = new ReentrantLock();
  private final ExpiringTable<SubjectState> subjects;
  private final ExpiringTable<Reservation> reservations;
  private final ExpiringTable<Retry> retries;

  Stripe(Population subjects, Population reservations, Population retries) {
    this.subjects = new ExpiringTable<>(subjects);
    this.reservations = new ExpiringTable<>(reservations);
    this.retries = new ExpiringTable<>(retries);
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  ExpiringTable<Reservation> reservations() {
    return reservations;
  }

  ExpiringTable<Retry> retries() {
    return retries;
  }

  /** Returns the state of a subject; null if it uses nothing. */
  @Nullable SubjectState find(Subject subject) {
    return subjects.get(subject.key());
  }

  /** Returns the state of a subject, new if it uses nothing. */
  SubjectState findOrAdd(Subject subject) {
    SubjectState state = subjects.get(subject.key());
    if (state == null) {
      state = new SubjectState(subject.key());
      subjects.put(state);
    }
    return state;
  }

  /** Drops what expired of so many entries of each kind, whatever was added. */
  void tidy(long now, int entries) {
    subjects.tidy(now, entries);
    reservations.tidy(now, entries);
    retries.tidy(now, entries);
  }

  /**
   * Drops some of what expired. Whatever is under way must have been counted, so that it does not
   * look expired.
   */
  void tidy(long now) {
    subjects.tidy(now);
    reservations.tidy(now);
    retries.tidy(now);
  }
}
