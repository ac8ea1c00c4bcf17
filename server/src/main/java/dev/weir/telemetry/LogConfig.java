package dev.weir.telemetry;

import dev.weir.config.Setting;

/** How the server's own log is written. */
public record LogConfig(
    @Setting("The least severe lines that are written.") Level level,
    @Setting(
            "Lines for people, JSON for machines, or (auto) people's on a terminal and JSON"
                + " elsewhere.")
        Format format) {

  /** How severe a line is, from least to most. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** How a line is written. */
  public enum Format {
    AUTO,
    TEXT,
    JSON
  }

  /** Returns the defaults. */
  public static LogConfig defaults() {
    return new LogConfig(Level.INFO, Format.AUTO);
  }
}
