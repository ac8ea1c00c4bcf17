package dev.weir.config;

import dev.weir.config.Schema.Leaf;

/** The bounds that a {@link Setting} states; empty texts for none. */
record Range(Leaf leaf, String min, String max) {

  static Range of(Leaf leaf) {
    return new Range(leaf, leaf.setting().min(), leaf.setting().max());
  }

  /** Returns what was expected where {@code value} lies outside, otherwise an empty text. */
  String broken(Object value) {
    return (min.isEmpty() || compare(value, min) >= 0)
            && (max.isEmpty() || compare(value, max) <= 0)
        ? ""
        : words();
  }

  /** Returns the range in words; empty where there is none. */
  String words() {
    if (max.isEmpty()) {
      return min.isEmpty() ? "" : "at least " + min;
    }
    return min.isEmpty() ? "at most " + max : "from " + min + " to " + max;
  }

  @SuppressWarnings("unchecked") // A setting with bounds is of a comparable type.
  private int compare(Object value, String bound) {
    return ((Comparable<Object>) value).compareTo(leaf.kind().scalar(bound));
  }
}
