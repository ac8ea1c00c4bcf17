package dev.weir.challenge;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names of kinds, as they are on the wire: lower case. */
public final class Kinds {
  private Kinds() {}

  /** Returns the kind with that name, if it is one's. */
  public static Optional<Kind> parse(@Nullable String name) {
    for (Kind kind : Kind.values()) {
      if (name(kind).equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Returns the name of a kind. */
  public static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
