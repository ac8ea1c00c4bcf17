package dev.weir.policy;

import dev.weir.config.Nearest;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a policy's author most likely meant. */
final class Names {
  /** Nobody means a name this long: what is longer is not compared. */
  private static final int LONGEST = 100;

  private Names() {}

  /**
   * Returns {@code ; did you mean "..."?} with the nearest of the valid names, or nothing if none
   * is near.
   */
  static String suggestion(String found, Collection<String> valid) {
    return nearest(found, valid).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  /** Returns the nearest of the valid names, in whatever case it was written. */
  static Optional<String> nearest(String found, Collection<String> valid) {
    if (found.length() > LONGEST) {
      return Optional.empty();
    }
    return Nearest.to(found, valid)
        .or(() -> Nearest.to(found.toLowerCase(Locale.ROOT), valid))
        .or(() -> Nearest.to(found.toUpperCase(Locale.ROOT), valid));
  }
}
