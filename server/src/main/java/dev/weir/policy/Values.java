package dev.weir.policy;

import java.util.Map;
import java.util.Optional;

/** The values that a {@link Section} read from one mapping. */
final class Values {
  private final Place place;
  private final boolean complete;
  private final Map<Field<?>, Located<?>> values;

  Values(Place place, boolean complete, Map<Field<?>, Located<?>> values) {
    this.place = place;
    this.complete = complete;
    this.values = values;
  }

  /**
   * Returns whether every required value was given and every given one is valid; otherwise some are
   * stand-ins.
   */
  boolean isComplete() {
    return complete;
  }

  /** Returns the value or the default of a field that has one of the two. */
  <T> T get(Field<T> field) {
    return find(field)
        .map(Located::value)
        .or(field::initial)
        .orElseThrow(() -> new IllegalStateException("no value for " + field.name()));
  }

  /**
   * Returns the value or the default of a field, with where it stands: where absent, where the
   * mapping starts.
   */
  <T> Located<T> at(Field<T> field) {
    return find(field).orElseGet(() -> new Located<>(get(field), place.child(field.name())));
  }

  /** Returns the value of a field if it was given. */
  @SuppressWarnings("unchecked") // Section puts in what the field's own type read.
  <T> Optional<Located<T>> find(Field<T> field) {
    return Optional.ofNullable((Located<T>) values.get(field));
  }
}
