package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.testing.RedisServer;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceBlockingStub;
import dev.weir.v1.Evidence;
import dev.weir.v1.LimitStatus;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one Redis whose policy leases a limit, asked as a front end does. */
@Timeout(60)
final class LeasedServersTest {
  private static final int HUGE = 100_000;
  private static final int SMALL = 500;
  private static final String POLICY =
      """
      apiVersion: weir.dev/v1
      name: leased
      budget: 2s
      limits:
        - name: requests_per_day
          by: account
          window: 1d
          measure: requests
          max: MAX
          lease: 0.1
      rules:
        - {name: over_limit, when: limits.exceeded, verdict: deny, code: RATE_LIMITED}
      """;

  @TempDir Path folder;
  private final RedisServer redis = RedisServer.start();
  private final List<WeirServer> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  private void start(int max) throws Exception {
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY.replace("MAX", "" + max));
    for (int i = 0; i < 2; i++) {
      WeirServer server =
          TestServers.start(
              Files.createDirectory(folder.resolve("" + i)),
              Map.of("policy.file", policy.toString(), "store.url", redis.url()));
      servers.add(server);
      channels.add(TestServers.channel(server.decisions()));
    }
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(WeirServer::close);
    redis.close();
  }

  @Test
  void decideForAHugeTenantByThemselvesAndCountAllOfIt() throws Exception {
    start(HUGE);
    int checks = 4_000;
    for (int i = 0; i < checks; i++) {
      CheckResponse response = check(i % 2);
      assertThat(response.getVerdict()).isEqualTo(Verdict.ALLOW);
      assertThat(response.getEvidence()).isEqualTo(Evidence.COMPLETE);
    }
    // How many depends on how fast they come.
    assertThat(decidedBy(0)).isPositive();
    assertThat(decidedBy(1)).isPositive();
    // What was taken and not spent comes back after a second.
    await()
        .untilAsserted(
            () -> {
              LimitStatus status = check(0).getLimits(0);
              long asked = HUGE - status.getRemaining();
              assertThat(asked).isBetween((long) checks, checks + 200L);
            });
  }

  @Test
  void neverAdmitMoreThanTheMaxTogether() throws Exception {
    start(SMALL);
    int admitted = 0;
    for (int i = 0; i < 3 * SMALL; i++) {
      admitted += check(i % 2).getVerdict() == Verdict.ALLOW ? 1 : 0;
    }
    assertThat(admitted).as("with a slice of a tenth at each").isBetween(SMALL * 8 / 10, SMALL);
    int first = admitted;
    List<Integer> later = new ArrayList<>();
    // What one of them holds and does not spend, the other gets after a second.
    await()
        .until(
            () -> {
              later.add(check(0).getVerdict() == Verdict.ALLOW ? 1 : 0);
              later.add(check(1).getVerdict() == Verdict.ALLOW ? 1 : 0);
              return first + sum(later) == SMALL;
            });
    assertThat(check(0).getVerdict()).isEqualTo(Verdict.DENY);
    assertThat(check(1).getVerdict()).isEqualTo(Verdict.DENY);
  }

  private static int sum(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sum();
  }

  private CheckResponse check(int server) {
    DecisionServiceBlockingStub stub = DecisionServiceGrpc.newBlockingStub(channels.get(server));
    return stub.check(
        CheckRequest.newBuilder()
            .setPrincipal(Principal.newBuilder().setAccountId("a1"))
            .setOperation(Operation.newBuilder().setModel("large"))
            .build());
  }

  /** Returns how many checks a server decided without asking Redis. */
  private double decidedBy(int server) throws Exception {
    String name = "weir_store_lease_acquisitions_total";
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://" + servers.get(server).http() + "/metrics");
      String all = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      Matcher line = Pattern.compile("^" + name + " (\\S+)$", Pattern.MULTILINE).matcher(all);
      assertThat(line.find()).as(name).isTrue();
      return Double.parseDouble(line.group(1));
    }
  }
}
