package dev.weir.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpHandler;
import dev.weir.api.http.Readiness.State;
import dev.weir.config.Endpoint;
import dev.weir.decision.Evidence;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {
  private static final HttpConfig CONFIG =
      new HttpConfig(new Endpoint("127.0.0.1", 0), 64, Duration.ofSeconds(1));

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch scraping = new CountDownLatch(1);
  private final CountDownLatch scraped = new CountDownLatch(1);

  private volatile Readiness readiness =
      new Readiness(State.SERVING, Evidence.COMPLETE, "redis", true, "model-api@0123456789ab");
  private volatile HttpHandler metrics = exchange -> exchange.sendResponseHeaders(204, -1);
  private HttpEndpoint http;

  @BeforeEach
  void start() throws IOException {
    http =
        HttpEndpoint.start(
            CONFIG,
            () -> readiness,
            exchange -> metrics.handle(exchange),
            Map.of("version", "0.1.0"));
  }

  @AfterEach
  void stop() {
    http.close();
    client.close();
  }

  @Test
  void isAliveWhileItAnswers() throws Exception {
    readiness = new Readiness(State.DRAINING, Evidence.NONE, "redis", false, "");

    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/healthz").body()).isEqualTo("ok\n");
  }

  @Test
  void saysHowReadyItIs() throws Exception {
    HttpResponse<String> response = get("/readyz");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .contains(
            "\"ready\":true",
            "\"state\":\"serving\"",
            "\"evidence\":\"COMPLETE\"",
            "\"kind\":\"redis\"",
            "\"reachable\":true",
            "\"policy_version\":\"model-api@0123456789ab\"");
  }

  @Test
  void isReadyWithoutItsStore() throws Exception {
    readiness = new Readiness(State.SERVING, Evidence.LOCAL, "redis", false, "model-api@0");

    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void isNotReadyWhileItDrains() throws Exception {
    readiness = new Readiness(State.DRAINING, Evidence.COMPLETE, "memory", true, "model-api@0");

    HttpResponse<String> response = get("/readyz");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("\"state\":\"draining\"");
  }

  @Test
  void saysItsVersion() throws Exception {
    assertThat(get("/version").body()).isEqualTo("{\"version\":\"0.1.0\"}\n");
  }

  @Test
  void knowsExactPathsOnly() throws Exception {
    assertThat(get("/livezzz").statusCode()).isEqualTo(404);
    assertThat(get("/version/secret").statusCode()).isEqualTo(404);
    assertThat(get("/").statusCode()).isEqualTo(404);
  }

  @Test
  void isOnlyRead() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri("/readyz"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void makesOneScrapeAtATime() throws Exception {
    metrics =
        exchange -> {
          scraping.countDown();
          awaitUninterruptibly(scraped);
          exchange.sendResponseHeaders(204, -1);
        };
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(HttpRequest.newBuilder(uri("/metrics")).build(), BodyHandlers.ofString());
    scraping.await();

    assertThat(get("/metrics").statusCode()).isEqualTo(503);

    scraped.countDown();
    assertThat(first.get().statusCode()).isEqualTo(204);
  }

  @Test
  void closesARequestThatNeverEnds() throws Exception {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), http.endpoint().port())) {
      slow.getOutputStream().write("GET /livez HT".getBytes(StandardCharsets.US_ASCII));
      CompletableFuture<Integer> end =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return slow.getInputStream().read();
                } catch (IOException e) {
                  return -1;
                }
              });

      assertThat(get("/livez").statusCode()).isEqualTo(200);
      await().atMost(Duration.ofSeconds(20)).until(end::isDone);
      assertThat(end.get()).isEqualTo(-1);
    }
  }

  @Test
  void refusesAPortThatIsTaken() {
    HttpConfig same = new HttpConfig(http.endpoint(), 64, Duration.ofSeconds(1));

    assertThatIOException()
        .isThrownBy(() -> HttpEndpoint.start(same, () -> readiness, metrics, Map.of()).close());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://" + http.endpoint() + path);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
