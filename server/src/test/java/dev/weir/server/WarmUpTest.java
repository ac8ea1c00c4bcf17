package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.decision.Policy;
import dev.weir.policy.Policies;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;

  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void decidesByThePolicyInForce() throws Exception {
    int decided = WarmUp.run(policies(), TestServers.surroundings(), LONG);

    assertThat(decided).isPositive();
    assertThat(asked.get()).isGreaterThanOrEqualTo(decided);
  }

  @Test
  void doesNothingWhereItMayTakeNoTime() throws Exception {
    assertThat(WarmUp.run(policies(), TestServers.surroundings(), Duration.ZERO)).isZero();
    assertThat(asked).hasValue(0);
  }

  @Test
  void givesUpAndFailsNothingWhenItsTimeIsOver() throws Exception {
    assertThat(WarmUp.run(policies(), TestServers.surroundings(), Duration.ofNanos(1))).isZero();
  }

  @Test
  void aPolicyThatFailsDoesNotKeepTheServerFromStarting() {
    Supplier<Policy> broken =
        () -> {
          throw new IllegalStateException("thrown by a test");
        };

    assertThat(WarmUp.run(broken, TestServers.surroundings(), LONG)).isZero();
  }

  @Test
  void leavesNoTraceInWhatTheServerCountsAndLogs() throws Exception {
    Path log = folder.resolve("decisions.jsonl");
    Map<String, String> settings =
        Map.of("lifecycle.warm_up", "10s", "audit.sink", "file", "audit.file", log.toString());
    String metrics;
    try (WeirServer server = TestServers.start(folder, settings);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + server.http() + "/metrics")).build();
      metrics = client.send(request, BodyHandlers.ofString()).body();
    }

    assertThat(metrics)
        .contains("weir_memory_subjects 0.0")
        .doesNotContainPattern("weir_check_duration_seconds_count\\S* [1-9]")
        .doesNotContainPattern("weir_accounts_lookups_total\\S* [1-9]");
    assertThat(Files.readString(log)).isEmpty();
  }

  private Supplier<Policy> policies() throws Exception {
    Policies policies = Policies.load(Optional.empty(), System::currentTimeMillis);
    return () -> {
      asked.incrementAndGet();
      return policies.get();
    };
  }
}
