package dev.weir.telemetry;

import java.util.Locale;

/** Writes constants as label values. */
final class Names {
  private Names() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
