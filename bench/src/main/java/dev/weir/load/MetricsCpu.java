package dev.weir.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The CPU time of a server, as its own metrics tell. */
final class MetricsCpu implements Supplier<Optional<Long>>, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Pattern CPU =
      Pattern.compile("(?m)^jvm_cpu_time_seconds_total(?:\\{[^}]*})? ([0-9.eE+-]+)");

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final HttpRequest request;

  /** Creates one that asks {@code /metrics} at a server's port for health and metrics. */
  MetricsCpu(String address) {
    request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/metrics"))
            .timeout(PATIENCE)
            .build();
  }

  /** Returns it in nanoseconds; none where the server does not say. */
  @Override
  public Optional<Long> get() {
    try {
      return read(client.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Returns what metrics say, in nanoseconds. */
  static Optional<Long> read(String metrics) {
    Matcher matcher = CPU.matcher(metrics);
    return matcher.find()
        ? Optional.of(Math.round(Double.parseDouble(matcher.group(1)) * 1e9))
        : Optional.empty();
  }

  @Override
  public void close() {
    client.close();
  }
}
