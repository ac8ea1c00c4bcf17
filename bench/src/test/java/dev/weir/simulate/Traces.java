package dev.weir.simulate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Simulates into memory, for tests. */
final class Traces {
  private static final Pattern TRUTH =
      Pattern.compile(
          "\"truth\":\\{\"campaign\":\"(.*)\",\"class\":\"(.+)\",\"passes_challenge\":(true|false)}}$");

  private Traces() {}

  static byte[] bytes(String scenario, long seed, double scale, double days) {
    Scenario chosen = new ScenarioFiles().scenario(scenario).with(scale, scale, days);
    return bytes(chosen, seed);
  }

  static byte[] bytes(Scenario scenario, long seed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Cast.simulation(scenario, seed).run(new TraceWriter(new JsonLine(out)), passed -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static List<String> lines(byte[] trace) {
    return new String(trace, StandardCharsets.UTF_8).lines().toList();
  }

  static boolean isCheck(String line) {
    return line.startsWith(",\"check\":", 32);
  }

  /** Returns a check's truth: campaign, class, and whether it passes. */
  static Matcher truth(String line) {
    Matcher truth = TRUTH.matcher(line);
    if (!truth.find()) {
      throw new AssertionError("no truth: " + line);
    }
    return truth;
  }

  /** Returns the text of the first field of such a name. */
  static String field(String line, String name) {
    int start = line.indexOf("\"" + name + "\":\"") + name.length() + 4;
    return line.substring(start, line.indexOf('"', start));
  }
}
