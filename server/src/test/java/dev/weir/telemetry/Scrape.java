package dev.weir.telemetry;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What Prometheus would read. */
final class Scrape {
  private Scrape() {}

  static String of(Telemetry telemetry) {
    try {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      PrometheusTextFormatWriter.create()
          .write(text, telemetry.registry().scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
      return text.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
