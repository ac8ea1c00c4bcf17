package dev.weir.simulate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.zip.GZIPInputStream;

/**
 * Sums up how unequal and how bursty callers are, from their rates in windows of ten minutes: of
 * real ones, to calibrate by, and of simulated ones, to compare.
 */
final class RateSummary {
  /** The quantiles that are told. */
  static final double[] QUANTILES = {0.1, 0.25, 0.5, 0.75, 0.9};

  /** A caller with fewer windows has no variation to speak of. */
  private static final int LEAST_WINDOWS = 50;

  private static final long WINDOW_SECONDS = 600;

  private final Map<String, Map<String, List<Window>>> clients = new TreeMap<>();

  /**
   * One window of a caller.
   *
   * @param second when it begins
   * @param rate requests a second
   * @param cv the coefficient of variation of the times between requests
   */
  record Window(long second, double rate, double cv) {}

  /** Adds a window; a caller's must come in the order of time. */
  void add(String family, String client, Window window) {
    clients
        .computeIfAbsent(family, name -> new TreeMap<>())
        .computeIfAbsent(client, name -> new ArrayList<>())
        .add(window);
  }

  /** Returns the quantiles, over callers, of the median cv within windows. */
  double[] burstiness() {
    return quantiles(each(windows -> median(windows, Window::cv)));
  }

  /** Returns the quantiles, over callers, of the cv of the rate over windows. */
  double[] wandering() {
    return quantiles(each(RateSummary::cvOfRate));
  }

  /** Returns the quantiles, over callers, of the median step of the rate's logarithm. */
  double[] steps() {
    return quantiles(each(RateSummary::medianStep));
  }

  /** Returns, for each family of callers, the Gini coefficient of the volumes. */
  double[] inequality() {
    return clients.values().stream()
        .mapToDouble(
            family ->
                gini(
                    family.values().stream()
                        .mapToDouble(w -> w.stream().mapToDouble(Window::rate).sum())
                        .toArray()))
        .sorted()
        .toArray();
  }

  /** Returns the Gini coefficient: 0 where all are equal, 1 where one has everything. */
  static double gini(double[] volumes) {
    double[] sorted = volumes.clone();
    Arrays.sort(sorted);
    double sum = 0;
    double weighted = 0;
    for (int i = 0; i < sorted.length; i++) {
      sum += sorted[i];
      weighted += (2.0 * i - sorted.length + 1) * sorted[i];
    }
    return weighted / (sorted.length * sum);
  }

  private interface Statistic {
    double of(List<Window> windows);
  }

  private double[] each(Statistic statistic) {
    return clients.values().stream()
        .flatMap(family -> family.values().stream())
        .filter(windows -> windows.size() >= LEAST_WINDOWS)
        .mapToDouble(statistic::of)
        .toArray();
  }

  private static double cvOfRate(List<Window> windows) {
    double mean = windows.stream().mapToDouble(Window::rate).average().orElse(0);
    double square =
        windows.stream().mapToDouble(w -> (w.rate - mean) * (w.rate - mean)).average().orElse(0);
    return Math.sqrt(square) / mean;
  }

  private static double medianStep(List<Window> windows) {
    List<Double> steps = new ArrayList<>();
    for (int i = 1; i < windows.size(); i++) {
      Window before = windows.get(i - 1);
      Window now = windows.get(i);
      if (now.second - before.second == WINDOW_SECONDS) {
        steps.add(Math.abs(Math.log(now.rate / before.rate)));
      }
    }
    return steps.isEmpty()
        ? 0
        : quantiles(steps.stream().mapToDouble(Double::doubleValue).toArray())[2];
  }

  private static double median(List<Window> windows, ToDoubleFunction<Window> of) {
    return quantiles(windows.stream().mapToDouble(of).toArray())[2];
  }

  private static double[] quantiles(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Arrays.stream(QUANTILES).map(q -> sorted[(int) (q * (sorted.length - 1))]).toArray();
  }

  /**
   * Prints the summary of a file with the columns category, model, client, t_s, requests_per_s, cv.
   */
  public static void main(String[] arguments) throws IOException {
    RateSummary summary = new RateSummary();
    try (InputStream file = Files.newInputStream(Path.of(arguments[0]));
        BufferedReader rows =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
      rows.lines().skip(1).map(row -> row.split(",", -1)).forEach(summary::add);
    }
    summary.print();
  }

  private void add(String[] row) {
    Window window =
        new Window(Long.parseLong(row[3]), Double.parseDouble(row[4]), Double.parseDouble(row[5]));
    add(row[0] + "/" + row[1], row[2], window);
  }

  private void print() {
    System.out.println("burstiness " + text(burstiness()));
    System.out.println("wandering  " + text(wandering()));
    System.out.println("steps      " + text(steps()));
    System.out.println("inequality " + text(inequality()));
  }

  private static String text(double[] values) {
    StringBuilder text = new StringBuilder();
    for (double value : values) {
      text.append(String.format(Locale.ROOT, " %.3f", value));
    }
    return text.toString();
  }
}
