package dev.weir.cli;

import dev.weir.v1.Rejection;

/** Says what of a batch was not stored. */
final class Rejections {
  private Rejections() {}

  /** Returns what is wrong with one of them, in a line. */
  static String words(Rejection rejection) {
    String field = rejection.getField();
    boolean repeated = field.isEmpty() || rejection.getMessage().startsWith(field);
    String id = rejection.getId().isEmpty() ? "" : rejection.getId() + ": ";
    return id + (repeated ? "" : field + ": ") + rejection.getMessage();
  }
}
