package dev.weir.policy;

import java.util.List;
import java.util.stream.Stream;

/** Comparisons that hold all together; of none, it always holds. */
record Conjunction(List<Comparison> comparisons) {
  static final Conjunction ALWAYS = new Conjunction(List.of());

  Conjunction {
    comparisons = List.copyOf(comparisons);
  }

  Conjunction and(Conjunction other) {
    return new Conjunction(
        Stream.concat(comparisons.stream(), other.comparisons.stream()).toList());
  }
}
