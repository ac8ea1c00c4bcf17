package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RedisServer;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.Evidence;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import dev.weir.v1.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits are exact over all replicas, and a lost Redis costs nobody an answer. */
final class ReplicasTest {
  private static final int THREADS = 8;
  private static final int CHECKS = 2_000;
  private static final String POLICY =
      """
      apiVersion: weir.dev/v1
      name: hundred
      budget: 2s
      limits:
        - {name: requests, by: account, window: 10m, measure: requests, max: 100}
      rules:
        - {name: over_limit, when: limits.exceeded, verdict: deny, code: RATE_LIMITED}
      """;

  @TempDir private Path folder;
  private Path policy;

  @BeforeEach
  void writePolicy() throws IOException {
    policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
  }

  private ServerProcess server(String name, String store) {
    return ServerProcess.start(
        folder.resolve(name), "--policy", policy.toString(), "--store", store);
  }

  private static CheckResponse check(ServerProcess server, String account) {
    return server
        .decisions()
        .check(
            CheckRequest.newBuilder()
                .setPrincipal(Principal.newBuilder().setAccountId(account))
                .setOperation(Operation.newBuilder().setModel("large"))
                .build());
  }

  /** Sends all checks from eight threads, spread over the servers, and counts what is admitted. */
  private static long admitted(List<ServerProcess> servers)
      throws InterruptedException, ExecutionException {
    // A window that ends meanwhile would, rightly, admit more.
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> System.currentTimeMillis() % 600_000 < 570_000);
    AtomicLong admitted = new AtomicLong();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        ServerProcess server = servers.get(thread % servers.size());
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < CHECKS / THREADS; i++) {
                    CheckResponse response = check(server, "a1");
                    assertThat(response.getEvidence()).isEqualTo(Evidence.COMPLETE);
                    if (response.getVerdict() == Verdict.ALLOW) {
                      admitted.incrementAndGet();
                    }
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
    return admitted.get();
  }

  @Test
  void twoProcessesOnOneRedisAdmitExactlyTheLimit() throws Exception {
    try (RedisServer redis = RedisServer.start();
        ServerProcess one = server("one", redis.url());
        ServerProcess two = server("two", redis.url())) {
      assertThat(admitted(List.of(one, two))).isEqualTo(100);
    }
  }

  @Test
  void oneProcessOnMemoryAdmitsExactlyTheLimit() throws Exception {
    try (ServerProcess one = server("one", "memory")) {
      assertThat(admitted(List.of(one))).isEqualTo(100);
    }
  }

  @Test
  void killingRedisUnderLoadCostsNobodyAnAnswer() throws Exception {
    try (RedisServer redis = RedisServer.start();
        ServerProcess server = server("one", redis.url());
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      check(server, "warm-up");
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong answers = new AtomicLong();
      AtomicLong local = new AtomicLong();
      AtomicLong complete = new AtomicLong();
      List<Future<?>> load = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        String account = "load-" + thread;
        load.add(
            threads.submit(
                () -> {
                  while (!stop.get()) {
                    Evidence evidence = check(server, account).getEvidence();
                    answers.incrementAndGet();
                    switch (evidence) {
                      case LOCAL -> local.incrementAndGet();
                      case COMPLETE -> complete.incrementAndGet();
                      default -> throw new AssertionError("evidence " + evidence);
                    }
                  }
                }));
      }
      try {
        Awaitility.await().until(() -> complete.get() > 200);
        redis.kill();
        Awaitility.await().until(() -> local.get() > 200);
        redis.restart();
        long before = complete.get();
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> complete.get() > before + 500);
      } finally {
        stop.set(true);
      }
      for (Future<?> each : load) {
        // Fails where any check did.
        each.get();
      }
      assertThat(answers.get()).isEqualTo(local.get() + complete.get());
    }
  }
}
