package dev.weir.api.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.weir.config.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import tools.jackson.databind.ObjectMapper;

/**
 * Serves {@code /livez}, {@code /readyz}, {@code /healthz}, {@code /metrics} and {@code /version}.
 * Each request has a virtual thread, the number of connections and the time of each are bounded,
 * and one scrape of the metrics is made at a time: a slow or greedy reader takes nothing from the
 * request path. Thread-safe.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ObjectMapper mapper = new ObjectMapper();
  private final Endpoint endpoint;

  private HttpEndpoint(HttpServer server, Endpoint endpoint) {
    this.server = server;
    this.endpoint = endpoint.withPort(server.getAddress().getPort());
  }

  /**
   * Starts to serve.
   *
   * @param readiness asked at each request of {@code /readyz}; must not block
   * @param metrics answers {@code /metrics}
   * @param version what {@code /version} answers, by name
   * @throws IOException where the address cannot be listened at
   */
  public static HttpEndpoint start(
      HttpConfig config,
      Supplier<Readiness> readiness,
      HttpHandler metrics,
      Map<String, String> version)
      throws IOException {
    JdkServerBounds.apply(config);
    InetSocketAddress address = config.address().resolve();
    HttpServer server = HttpServer.create(address, config.maxConnections());
    HttpEndpoint http = new HttpEndpoint(server, config.address());
    server.setExecutor(http.executor);
    server.createContext("/livez", get("/livez", http::alive));
    server.createContext("/healthz", get("/healthz", http::alive));
    server.createContext("/readyz", get("/readyz", exchange -> http.ready(exchange, readiness)));
    server.createContext("/metrics", get("/metrics", oneAtATime(metrics)));
    server.createContext(
        "/version", get("/version", exchange -> http.json(exchange, 200, version)));
    server.createContext("/", HttpEndpoint::unknown);
    server.start();
    return http;
  }

  /** Returns where it listens, with the port that was really taken. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** Stops at once: whoever asks for health or metrics asks again. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void alive(HttpExchange exchange) throws IOException {
    answer(exchange, 200, TEXT, "ok\n");
  }

  private void ready(HttpExchange exchange, Supplier<Readiness> readiness) throws IOException {
    Readiness now = readiness.get();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ready", now.ready());
    body.put("state", now.state().name().toLowerCase(Locale.ROOT));
    body.put("evidence", now.evidence().name());
    body.put("store", Map.of("kind", now.store(), "reachable", now.storeReachable()));
    body.put("policy_version", now.policyVersion());
    json(exchange, now.ready() ? 200 : 503, body);
  }

  private void json(HttpExchange exchange, int status, Object body) throws IOException {
    answer(exchange, status, JSON, mapper.writeValueAsString(body) + "\n");
  }

  private static void unknown(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(
          exchange, 404, TEXT, "Not found. Try /livez, /readyz, /healthz, /metrics or /version.\n");
    }
  }

  /** Returns a handler of one exact path that is only read; what a request carries is not. */
  private static HttpHandler get(String path, HttpHandler handler) {
    return exchange -> {
      try (exchange;
          InputStream _ = exchange.getRequestBody()) {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        String method = exchange.getRequestMethod();
        if (!exchange.getRequestURI().getPath().equals(path)) {
          unknown(exchange);
        } else if (method.equals("GET") || method.equals("HEAD")) {
          handler.handle(exchange);
        } else {
          exchange.getResponseHeaders().set("Allow", "GET, HEAD");
          answer(exchange, 405, TEXT, "Only GET and HEAD.\n");
        }
      }
    };
  }

  private static HttpHandler oneAtATime(HttpHandler handler) {
    Semaphore free = new Semaphore(1);
    return exchange -> {
      if (!free.tryAcquire()) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        answer(exchange, 503, TEXT, "Another scrape is being made.\n");
        return;
      }
      try {
        handler.handle(exchange);
      } finally {
        free.release();
      }
    };
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
