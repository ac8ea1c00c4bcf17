package dev.weir.policy;

import java.util.List;
import java.util.Optional;

/**
 * A key of a policy.
 *
 * @param initial the value where the key is absent or not valid; empty if there is none
 * @param shown the default as the reference shows it; empty if there is none
 * @param doc one or more sentences for the reference and for editors
 */
record Field<T>(
    String name,
    FieldType<T> type,
    boolean required,
    Optional<T> initial,
    String shown,
    String doc) {

  static <T> Field<T> required(String name, FieldType<T> type, String doc) {
    return new Field<>(name, type, true, Optional.empty(), "", doc);
  }

  /** Returns a required key with a value by which the rest can be checked where it is missing. */
  static <T> Field<T> required(String name, FieldType<T> type, T standIn, String doc) {
    return new Field<>(name, type, true, Optional.of(standIn), "", doc);
  }

  static <T> Field<T> optional(String name, FieldType<T> type, String doc) {
    return new Field<>(name, type, false, Optional.empty(), "", doc);
  }

  /** Returns an optional key whose default depends on others, as {@code shown} says. */
  static <T> Field<T> derived(String name, FieldType<T> type, String shown, String doc) {
    return new Field<>(name, type, false, Optional.empty(), shown, doc);
  }

  static <T> Field<T> withDefault(
      String name, FieldType<T> type, T initial, String shown, String doc) {
    return new Field<>(name, type, false, Optional.of(initial), shown, doc);
  }

  /** Returns an optional list, which is empty by default. */
  static <T> Field<List<Located<T>>> list(String name, FieldType<T> items, int most, String doc) {
    return withDefault(name, FieldTypes.listOf(items, most), List.of(), "none", doc);
  }
}
