package dev.weir.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server holds.
 *
 * @param heapBytes of its heap, right after a collection
 * @param threads that run
 * @param files file descriptors, sockets among them; none where the system does not tell
 */
record Footprint(long heapBytes, long threads, Optional<Long> files) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Pattern HEAP =
      Pattern.compile("(?m)^jvm_memory_used_bytes\\{[^}]*jvm_memory_type=\"heap\"[^}]*} (\\S+)");
  private static final Pattern THREADS = Pattern.compile("(?m)^jvm_thread_count\\{[^}]*} (\\S+)");

  /**
   * Measures a server, which collects its garbage first.
   *
   * @param http where it tells its metrics
   * @throws IOException where it does not say
   */
  static Footprint of(OwnProcess process, String http) throws IOException, InterruptedException {
    collect(process);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + http + "/metrics")).timeout(PATIENCE).build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      String metrics = client.send(request, BodyHandlers.ofString()).body();
      return new Footprint(sum(HEAP, metrics), sum(THREADS, metrics), files(process));
    }
  }

  /** Returns the sum of what a pattern's group matches in metrics, whatever the labels. */
  private static long sum(Pattern pattern, String metrics) throws IOException {
    double sum = 0;
    Matcher matcher = pattern.matcher(metrics);
    while (matcher.find()) {
      sum += Double.parseDouble(matcher.group(1));
    }
    if (sum == 0) {
      throw new IOException("the server's metrics have nothing like " + pattern);
    }
    return Math.round(sum);
  }

  private static void collect(OwnProcess process) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process asked =
        new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!asked.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || asked.exitValue() != 0) {
      throw new IOException("jcmd could not make the server collect its garbage");
    }
  }

  private static Optional<Long> files(OwnProcess process) throws IOException {
    Path folder = Path.of("/proc", String.valueOf(process.pid()), "fd");
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> open = Files.list(folder)) {
      return Optional.of(open.count());
    }
  }
}
