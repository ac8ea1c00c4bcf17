package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.weir.testing.RedisServer;
import dev.weir.testing.TcpProxy;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceBlockingStub;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceFutureStub;
import dev.weir.v1.Evidence;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import dev.weir.v1.Verdict;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that accepts and does not answer: who is told what, and who waits. */
class LadderTest {
  private static final int IN_FLIGHT = 8;

  /** So long that whoever waits for it is found out, however slow the machine is. */
  private static final Duration BUDGET = Duration.ofSeconds(10);

  private static final String POLICY =
      """
      apiVersion: weir.dev/v1
      name: ladder
      budget: 10s
      limits:
        - {name: requests_per_minute, by: account, window: 1m, measure: requests, max: 1000000}
      rules:
        - {name: retired, when: operation.model == "old", verdict: deny, code: MODEL}
        - {name: asked, when: operation.model == "new", verdict: challenge, kinds: [phone], code: ASKED}
        - {name: over_limit, when: limits.exceeded, verdict: deny, code: RATE_LIMITED}
      failure:
        default: deny
      """;

  @TempDir Path folder;
  private final RedisServer redis = RedisServer.start();
  private final TcpProxy proxy = TcpProxy.before(redis);

  @AfterEach
  void stop() {
    proxy.close();
    redis.close();
  }

  private WeirServer server(Map<String, String> settings) throws Exception {
    return server(settings, POLICY);
  }

  private WeirServer server(Map<String, String> settings, String policy) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("policy.file", Files.writeString(folder.resolve("policy.yaml"), policy).toString());
    all.put("store.url", proxy.url());
    return TestServers.start(folder, all);
  }

  private static CheckRequest request(String account) {
    return CheckRequest.newBuilder()
        .setPrincipal(Principal.newBuilder().setAccountId(account))
        .build();
  }

  private static String get(WeirServer server, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + server.http() + path)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  @Test
  void whatComesOnTopOfWhatAStalledStoreHoldsIsAnsweredAtOnceAndNothingFails() throws Exception {
    Map<String, String> patient =
        Map.of(
            "engine.max_in_flight", String.valueOf(IN_FLIGHT),
            "store.redis.socket_timeout", "30s",
            "store.fallback.slow", "10s");
    try (WeirServer server = server(patient)) {
      ManagedChannel channel = TestServers.channel(server.decisions());
      DecisionServiceBlockingStub stub = DecisionServiceGrpc.newBlockingStub(channel);
      DecisionServiceFutureStub futures = DecisionServiceGrpc.newFutureStub(channel);
      await().until(() -> stub.check(request("a1")).getEvidence() == Evidence.COMPLETE);

      CheckRequest refused =
          request("a1").toBuilder()
              .setRequestId("r1")
              .setOperation(Operation.newBuilder().setModel("old"))
              .build();
      CheckResponse refusal = stub.check(refused);
      assertThat(refusal.getReasons(0).getCode()).isEqualTo("MODEL");

      proxy.stall();
      List<ListenableFuture<CheckResponse>> held = new ArrayList<>();
      for (int i = 0; i < IN_FLIGHT; i++) {
        held.add(futures.check(request("a1")));
      }
      await().until(() -> get(server, "/metrics").contains("weir_checks_in_flight 8"));
      for (int i = 0; i < 20; i++) {
        CheckResponse shed = stub.check(request("a1"));
        assertThat(shed.getEvidence()).isEqualTo(Evidence.NONE);
        assertThat(shed.getVerdict()).isEqualTo(Verdict.DENY);
        assertThat(shed.getReasons(0).getCode()).isEqualTo("UNAVAILABLE");
        assertThat(shed.getReasons(0).getDetail()).isEqualTo("overload");
      }
      assertThat(stub.check(refused)).as("a retry gets its answer").isEqualTo(refusal);
      assertThat(held).as("who had room waits on").noneMatch(ListenableFuture::isDone);
      assertThat(get(server, "/metrics"))
          .contains("weir_checks_limit 8")
          .contains("weir_checks_shed_total 20")
          .contains("weir_check_duration_seconds_count{evidence=\"none\",verdict=\"deny\"} 20");

      proxy.restore();
      for (ListenableFuture<CheckResponse> each : held) {
        assertThat(each.get(30, TimeUnit.SECONDS).getEvidence()).isEqualTo(Evidence.COMPLETE);
      }
      assertThat(stub.check(request("a1")).getEvidence()).isEqualTo(Evidence.COMPLETE);
      assertThat(get(server, "/metrics")).contains("weir_checks_in_flight 0");
      channel.shutdownNow();
    }
  }

  @Test
  void aChallengeIsOpenedWithinTheBudgetThoughTheStoreStalls() throws Exception {
    Map<String, String> patient =
        Map.of("store.redis.socket_timeout", "30s", "store.fallback.slow", "10s");
    String hasty = POLICY.replace("budget: 10s", "budget: 100ms");
    try (WeirServer server = server(patient, hasty)) {
      ManagedChannel channel = TestServers.channel(server.decisions());
      DecisionServiceBlockingStub stub = DecisionServiceGrpc.newBlockingStub(channel);
      await().until(() -> stub.check(request("a1")).getEvidence() == Evidence.COMPLETE);

      proxy.stall();
      CheckRequest asked =
          request("a1").toBuilder().setOperation(Operation.newBuilder().setModel("new")).build();
      CheckResponse response = stub.withDeadlineAfter(BUDGET).check(asked);
      assertThat(response.getVerdict()).isEqualTo(Verdict.CHALLENGE);
      assertThat(response.getChallenge().getChallengeId()).isNotEmpty();
      assertThat(get(server, "/metrics")).contains("weir_store_reachable 1");
      channel.shutdownNow();
    }
  }

  @Test
  void noCallerWaitsForAStoreThatIsOutOfReachWhileItIsProbed() throws Exception {
    Map<String, String> patient =
        Map.of(
            "store.redis.socket_timeout", "30s",
            "store.fallback.slow", "1s",
            "store.fallback.window", "2s",
            "store.fallback.probe", "10ms");
    try (WeirServer server = server(patient)) {
      ManagedChannel channel = TestServers.channel(server.decisions());
      DecisionServiceBlockingStub stub = DecisionServiceGrpc.newBlockingStub(channel);
      DecisionServiceFutureStub futures = DecisionServiceGrpc.newFutureStub(channel);
      await().until(() -> stub.check(request("a1")).getEvidence() == Evidence.COMPLETE);

      proxy.stall();
      for (int i = 0; i < 20; i++) {
        var _ = futures.withDeadlineAfter(Duration.ofMillis(100)).check(request("a1"));
      }
      await().until(() -> get(server, "/metrics").contains("weir_store_fallback_outages_total 1"));
      // The probe gets no answer either; a caller who had its place would wait as long.
      for (int i = 0; i < 500; i++) {
        CheckResponse response = stub.withDeadlineAfter(BUDGET.dividedBy(2)).check(request("a1"));
        assertThat(response.getEvidence()).isEqualTo(Evidence.LOCAL);
      }
      assertThat(get(server, "/readyz")).contains("\"ready\":true", "\"evidence\":\"LOCAL\"");
      assertThat(get(server, "/metrics"))
          .contains("weir_store_reachable 0")
          .containsPattern("weir_check_duration_seconds_count\\{evidence=\"local\"");

      proxy.restore();
      await().until(() -> stub.check(request("a1")).getEvidence() == Evidence.COMPLETE);
      await().until(() -> get(server, "/readyz").contains("\"evidence\":\"COMPLETE\""));
      channel.shutdownNow();
    }
  }
}
