package dev.weir.cohort;

import dev.weir.cohort.Encounters.Known;

/** What is to be learned. */
sealed interface Lesson {
  /**
   * That an account was seen.
   *
   * @param activity what is new
   */
  record Met(Known known, Activity activity) implements Lesson {}

  /** That an account was asked, or answered. */
  record Answered(Answer answer) implements Lesson {}

  /** That an account was seen with a value that belongs to somebody. */
  record Claimed(String trait, long value, Member member) implements Lesson {}
}
