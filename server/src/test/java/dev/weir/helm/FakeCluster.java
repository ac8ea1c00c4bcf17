package dev.weir.helm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Kubernetes API that knows secrets and nothing else: what the chart's {@code lookup} asks. The
 * build points {@code KUBECONFIG} to a file of its own, so no test reaches a real cluster.
 */
final class FakeCluster implements AutoCloseable {
  private static final String RESOURCES =
      """
      {"kind": "APIResourceList", "groupVersion": "v1", "resources": [{"name": "secrets",
       "singularName": "secret", "namespaced": true, "kind": "Secret", "verbs": ["get"]}]}\
      """;
  private static final String NOT_FOUND =
      """
      {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}\
      """;

  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final Path kubeconfig;

  FakeCluster() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    kubeconfig = Path.of(System.getenv("KUBECONFIG"));
    Files.createDirectories(kubeconfig.getParent());
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: fake, cluster: {server: "http://127.0.0.1:%d"}}]
        contexts: [{name: fake, context: {cluster: fake, user: nobody}}]
        users: [{name: nobody, user: {}}]
        current-context: fake
        """
            .formatted(server.getAddress().getPort()));
  }

  /** Puts a secret into the cluster, as an earlier installation left it. */
  void put(String namespace, String name, Map<String, String> base64) {
    StringBuilder data = new StringBuilder();
    base64.forEach(
        (key, value) ->
            data.append(data.isEmpty() ? "" : ", ").append("\"" + key + "\": \"" + value + "\""));
    secrets.put(
        "/api/v1/namespaces/" + namespace + "/secrets/" + name,
        """
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "%s"}, "data": {%s}}\
        """
            .formatted(name, data));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String found = path.equals("/api/v1") ? RESOURCES : secrets.getOrDefault(path, NOT_FOUND);
    byte[] body = found.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(found.equals(NOT_FOUND) ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
    Files.deleteIfExists(kubeconfig);
  }
}
