package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.v1.AccountServiceGrpc;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.Evidence;
import dev.weir.v1.GetAccountRequest;
import dev.weir.v1.Principal;
import dev.weir.v1.Verdict;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts whole servers on free ports. */
class WeirServerTest {
  @TempDir Path folder;

  @Test
  void decidesAndSaysSoEverywhere() throws Exception {
    Path decisions = folder.resolve("decisions.jsonl");
    Map<String, String> settings = Map.of("audit.sink", "file", "audit.file", decisions.toString());
    CheckResponse response;
    try (WeirServer server = TestServers.start(folder, settings)) {
      ManagedChannel channel = TestServers.channel(server.decisions());
      response =
          DecisionServiceGrpc.newBlockingStub(channel)
              .check(
                  CheckRequest.newBuilder()
                      .setPrincipal(Principal.newBuilder().setAccountId("a1"))
                      .build());
      channel.shutdownNow();

      assertThat(response.getVerdict()).isEqualTo(Verdict.ALLOW);
      assertThat(response.getEvidence()).isEqualTo(Evidence.COMPLETE);
      assertThat(get(server, "/metrics"))
          .contains("weir_check_duration_seconds_count{evidence=\"complete\",verdict=\"allow\"} 1")
          .contains(
              "weir_grpc_calls_total{method=\"weir.v1.DecisionService/Check\",status=\"OK\"} 1");
      assertThat(get(server, "/readyz")).contains("\"ready\":true", "\"kind\":\"memory\"");
    }

    assertThat(decisions).content().contains(response.getDecisionId());
  }

  @Test
  void tellsItsHealthOverGrpc() throws Exception {
    try (WeirServer server = TestServers.start(folder, Map.of())) {
      ManagedChannel channel = TestServers.channel(server.decisions());
      HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);

      for (String service : List.of("", "weir.v1.DecisionService")) {
        assertThat(
                health
                    .check(HealthCheckRequest.newBuilder().setService(service).build())
                    .getStatus())
            .isEqualTo(ServingStatus.SERVING);
      }
      channel.shutdownNow();
    }
  }

  @Test
  void administrationNeedsTheTokenThatWasWritten() throws Exception {
    try (WeirServer server = TestServers.start(folder, Map.of())) {
      Path token = folder.resolve(".weir").resolve("admin.token");
      assertThat(Files.getPosixFilePermissions(token))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      ManagedChannel channel = TestServers.channel(server.admin());

      StatusRuntimeException refused =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  AccountServiceGrpc.newBlockingStub(channel)
                      .getAccount(GetAccountRequest.newBuilder().setAccountId("a1").build()));
      channel.shutdownNow();

      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void saysWhichPortIsTakenAndWhatToDo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (String section : List.of("grpc", "admin", "http")) {
        String address = "127.0.0.1:" + taken.getLocalPort();

        assertThat(problems(Map.of(section + ".address", address)))
            .singleElement()
            .asString()
            .startsWith(section + ".address: cannot listen at " + address + ": already in use")
            .contains("--" + section, "WEIR_" + section.toUpperCase(java.util.Locale.ROOT));
      }
    }
  }

  @Test
  void doesNotSendTokensOverANetworkInTheClear() throws Exception {
    assertThat(problems(Map.of("admin.address", "0.0.0.0:0")))
        .singleElement()
        .asString()
        .startsWith("admin.address: 0.0.0.0:0 is open beyond this machine");
  }

  @Test
  void saysWhatCannotBeWrittenOrRead() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");

    assertThat(problems(Map.of("home", file.resolve("home").toString())))
        .singleElement()
        .asString()
        .startsWith("admin.token_file: ")
        .contains("cannot be written");
    assertThat(problems(Map.of("audit.sink", "file", "audit.file", file.resolve("log").toString())))
        .singleElement()
        .asString()
        .startsWith("audit.file: ");
    assertThat(problems(Map.of("policy.file", folder.resolve("none.yaml").toString())))
        .singleElement()
        .asString()
        .contains("none.yaml", "no such file");
    assertThat(problems(Map.of("identifiers.key_file", folder.resolve("none").toString())))
        .singleElement()
        .asString()
        .startsWith("identifiers.key_file: ");
    assertThat(problems(Map.of("store.url", "mysql://127.0.0.1")))
        .singleElement()
        .asString()
        .startsWith("store.url: ");
  }

  @Test
  void reportsEveryMistakeInAPolicy() throws Exception {
    Path policy =
        Files.writeString(
            folder.resolve("policy.yaml"),
            """
            apiVersion: weir.dev/v1
            name: broken
            budget: soon
            rules:
              - {name: one, when: account.statuss == SUSPENDED, verdict: deny, code: A}
              - {name: two, when: account.status == SUSPENDED, verdict: refuse, code: B}
            """);

    assertThat(problems(Map.of("policy.file", policy.toString())))
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(problem -> problem.startsWith(policy + ":"));
  }

  private List<String> problems(Map<String, String> settings) throws Exception {
    WeirConfig config = TestServers.config(folder, settings);
    return catchThrowableOfType(
            StartException.class,
            () -> WeirServer.start(config, TestServers.surroundings()).close())
        .problems();
  }

  private static String get(WeirServer server, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://" + server.http() + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
