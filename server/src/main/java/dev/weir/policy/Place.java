package dev.weir.policy;

/**
 * Where something stands in a policy file.
 *
 * @param line from 1
 * @param column from 1, in Unicode code points
 * @param path such as {@code rules[2].when}; empty for the whole document
 */
record Place(int line, int column, String path) {
  /** The start of the file. */
  static final Place START = new Place(1, 1, "");

  /** Returns the same position under a longer path. */
  Place child(String key) {
    return new Place(line, column, path.isEmpty() ? key : path + '.' + key);
  }
}
