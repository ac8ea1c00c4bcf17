package dev.weir.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Run;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That reports become a picture, and what is no report is said. */
final class PlotCommandTest {
  private static final String REPORT =
      """
      {"scenario": "redis-stopped", "latency_by_evidence": {
        "COMPLETE": {"p50": 0.4, "p90": 0.9, "p99": 3.5, "max": 9.0},
        "LOCAL": {"p50": 5.1, "p90": 5.6, "p99": 6.9, "max": 7.5},
        "NONE": {"max": 2.0}}}
      """;

  @TempDir private Path folder;

  @Test
  void drawsEachRungOfEachRun() throws IOException {
    Path report = Files.writeString(folder.resolve("a.json"), REPORT);
    Path soak = Files.writeString(folder.resolve("b.json"), "{\"load\": " + REPORT + "}");
    Path picture = folder.resolve("latency.png");

    Run run = plot(report + " " + soak + " --out " + picture);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isGreaterThan(500);
    assertThat(image.getRaster().getNumBands()).isGreaterThanOrEqualTo(3);
    assertThat(colours(image)).isGreaterThan(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none.json --out a.png | none.json: no such file",
        "broken.json --out a.png | broken.json: not JSON: ",
        "empty.json --out a.png | empty.json: no latencies by evidence (expected: what weir bench",
        "good.json --out a.gif | --out a.gif: (expected: a name that ends in .png)",
        "good.json --out none/a.png | --out none/a.png: cannot be written: ",
      })
  void whatIsWrongIsSaidInOneLine(String arguments, String expected) throws IOException {
    Files.writeString(folder.resolve("broken.json"), "{\"latency");
    Files.writeString(folder.resolve("empty.json"), "{}");
    Files.writeString(folder.resolve("good.json"), REPORT);
    String inFolder = arguments.replaceAll("(\\S+\\.json|none/a\\.png)", folder + "/$1");

    Run run = plot(inFolder);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().replace(folder + "/", "")).startsWith("weir plot: " + expected);
    assertThat(run.err()).hasLineCount(1);
  }

  private Run plot(String arguments) {
    return Run.of(
        folder,
        environment -> new Object[] {new PlotCommand()},
        ("plot " + arguments).split(" ", -1));
  }

  private static long colours(BufferedImage image) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
        .distinct()
        .count();
  }
}
