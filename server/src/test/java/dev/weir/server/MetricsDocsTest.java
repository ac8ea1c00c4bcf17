package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares {@code docs/metrics.md} with the metrics that a server really has; {@code
 * -Dweir.docs=write} writes what it asks for.
 */
class MetricsDocsTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final String MARK =
      "<!-- From here on written by MetricsDocsTest, from what a server shows. -->\n";
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  /** Series that belong to one histogram, and labels that are the format's own. */
  private static final Pattern SERIES = Pattern.compile("_(bucket|count|sum|created)$");

  @TempDir Path folder;

  @Test
  void everyMetricIsDocumentedAndNoOther() throws Exception {
    String page = Files.readString(PAGE);
    assertThat(page).contains(MARK);
    String current = page.substring(0, page.indexOf(MARK) + MARK.length()) + table(scrape());
    if ("write".equals(System.getProperty("weir.docs"))) {
      Files.writeString(PAGE, current);
    }

    assertThat(page)
        .as("run with -Dweir.docs=write to bring %s up to date", PAGE)
        .isEqualTo(current);
  }

  private String scrape() throws Exception {
    // Nothing listens at this port: what a server says of Redis does not depend on there being one.
    Map<String, String> settings =
        Map.of(
            "store.url", "redis://127.0.0.1:1",
            "audit.sink", "stdout");
    try (WeirServer server = TestServers.start(folder, settings);
        HttpClient client = HttpClient.newHttpClient()) {
      EveryMetric.touch(server);
      System.gc();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + server.http() + "/metrics")).build();
      // Word of a collection comes some time after it.
      return await()
          .until(
              () -> client.send(request, BodyHandlers.ofString()).body(),
              body -> body.contains("jvm_gc_duration_seconds_count"));
    }
  }

  private static String table(String scrape) {
    Map<String, String> help = new TreeMap<>();
    Map<String, String> types = new TreeMap<>();
    Map<String, TreeSet<String>> labels = new TreeMap<>();
    for (String line : scrape.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        help.put(words[2], words[3]);
      } else if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      } else {
        String series = line.split("[{ ]", 2)[0];
        String name = types.containsKey(series) ? series : SERIES.matcher(series).replaceFirst("");
        TreeSet<String> of = labels.computeIfAbsent(name, any -> new TreeSet<>());
        Matcher matcher = LABEL.matcher(line);
        while (matcher.find()) {
          of.add(matcher.group(1));
        }
        of.remove("le");
      }
    }
    StringBuilder table =
        new StringBuilder("\n| metric | type | labels | what it says |\n|---|---|---|---|\n");
    types.forEach(
        (name, type) -> {
          String of = String.join(", ", labels.getOrDefault(name, new TreeSet<>()));
          table.append(
              "| `%s` | %s | %s | %s |\n".formatted(name, type, of, help.getOrDefault(name, "")));
        });
    return table.toString();
  }
}
