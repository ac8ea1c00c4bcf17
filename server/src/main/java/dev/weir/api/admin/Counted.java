package dev.weir.api.admin;

/** Counts things in words, for the log. */
final class Counted {
  private Counted() {}

  /** Returns {@code 1 cohort}, or {@code 2 cohorts}. */
  static String of(int count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }
}
