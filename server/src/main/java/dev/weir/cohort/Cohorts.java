package dev.weir.cohort;

import dev.weir.account.Level;
import java.util.List;

/**
 * What is known and learned of cohorts while requests are decided. Thread-safe. Nothing here waits
 * for a store: what is known is at most about a second old, and what is learned is written later.
 */
public interface Cohorts {
  /** Knows nothing and learns nothing. */
  Cohorts NONE =
      new Cohorts() {
        @Override
        public Regard regard(String accountId, Level level, List<Cohort.Key> traits) {
          return Regard.NONE;
        }

        @Override
        public void observe(Seen seen, List<Cohort.Key> traits) {}
      };

  /**
   * Returns how to regard an account.
   *
   * @param level the verification that it holds now
   * @param traits of the request and of the account
   */
  Regard regard(String accountId, Level level, List<Cohort.Key> traits);

  /** Learns that an account was seen with traits. Where there is no room, it is not learned. */
  void observe(Seen seen, List<Cohort.Key> traits);

  /**
   * An account whose request was decided. Times are epoch milliseconds.
   *
   * @param level the verification that it held
   * @param createdAt when it signed up; 0 if unknown
   * @param asked whether the request was answered by a challenge
   */
  record Seen(
      String accountId,
      Level level,
      long createdAt,
      boolean prepaid,
      boolean proxied,
      boolean asked,
      long at) {}
}
