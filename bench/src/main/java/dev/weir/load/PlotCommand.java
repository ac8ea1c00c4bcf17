package dev.weir.load;

import dev.weir.cli.CommandFailure;
import dev.weir.cli.ExitCode;
import dev.weir.cli.Text;
import dev.weir.load.LatencyPlot.Curve;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Draws what {@code weir bench --json} has measured. */
@Command(
    name = "plot",
    description = {
      "Draw latency by percentile, a curve for each rung of evidence of each run, named by its"
          + " file.",
      "A run is a file with what weir bench --json or weir soak --json printed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weir bench --scenario redis --json > redis.json",
      "  weir plot redis.json redis-stopped.json --out latency.png"
    })
final class PlotCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "What was measured, as JSON.")
  private List<Path> files = List.of();

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The PNG to write.")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    if (!out.toString().endsWith(".png")) {
      throw CommandFailure.usage("--out " + out + ": (expected: a name that ends in .png)");
    }
    List<Curve> curves = new ArrayList<>();
    files.stream().distinct().forEach(file -> curves.addAll(curves(file)));
    try (OutputStream to = Files.newOutputStream(out)) {
      LatencyPlot.write(curves, to);
    } catch (IOException e) {
      throw CommandFailure.usage("--out " + out + ": cannot be written: " + e.getMessage());
    }
    return ExitCode.OK;
  }

  private static List<Curve> curves(Path file) {
    JsonNode report = read(file);
    JsonNode load = report.has("load") ? report.path("load") : report;
    List<Curve> curves = new ArrayList<>();
    load.path("latency_by_evidence")
        .properties()
        .forEach(
            rung -> {
              Map<String, Double> millis = new LinkedHashMap<>();
              rung.getValue()
                  .properties()
                  .forEach(point -> millis.put(point.getKey(), point.getValue().asDouble()));
              // The greatest one is no percentile.
              millis.remove("max");
              // Of a few answers there is no curve.
              if (millis.containsKey("p99")) {
                curves.add(new Curve(name(file) + ' ' + rung.getKey(), millis));
              }
            });
    if (curves.isEmpty()) {
      throw CommandFailure.usage(
          file + ": no latencies by evidence (expected: what weir bench --json printed)");
    }
    return curves;
  }

  /**
   * By the file and not by the scenario, of which there may be several runs; and without its
   * folder, which is nobody's business who is shown the plot.
   */
  private static String name(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
  }

  private static JsonNode read(Path file) {
    try {
      return JsonMapper.shared().readTree(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw CommandFailure.usage(file + ": no such file");
    } catch (IOException e) {
      throw CommandFailure.usage(file + ": cannot be read: " + e.getMessage());
    } catch (JacksonException e) {
      throw CommandFailure.usage(
          file + ": not JSON: " + Text.clean(String.valueOf(e.getOriginalMessage())));
    }
  }
}
