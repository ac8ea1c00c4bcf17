package dev.weir.config;

import java.util.List;

/**
 * One value that some source gives for one setting, before it is converted.
 *
 * @param path the setting, such as {@code grpc.address}
 * @param items the text as it was written; several where the source wrote a list
 * @param origin where it was written, as a person would look for it
 */
record Value(String path, List<String> items, Origin origin) {
  Value {
    items = List.copyOf(items);
  }

  /** Where a value was written. */
  record Origin(String text) {
    static final Origin DEFAULT = new Origin("default");

    @Override
    public String toString() {
      return text;
    }
  }
}
