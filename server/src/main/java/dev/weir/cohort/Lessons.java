package dev.weir.cohort;

import java.util.List;

/** What was seen, and waits to be learned. Immutable. */
public final class Lessons {
  private final List<Lesson> all;

  Lessons(List<Lesson> all) {
    this.all = all;
  }

  List<Lesson> all() {
    return all;
  }
}
