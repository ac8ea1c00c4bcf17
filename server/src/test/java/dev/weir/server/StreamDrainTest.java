package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.client.CheckResult;
import dev.weir.client.CheckSession;
import dev.weir.client.Fallback;
import dev.weir.client.WeirClient;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.Principal;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream that its client would keep open for ever, at a server that is told to end. */
@Timeout(60)
class StreamDrainTest {
  private static final int IN_FLIGHT = 64;

  /** A drain that waited for a stream would take all of this. */
  private static final Map<String, String> PATIENT = Map.of("lifecycle.drain_timeout", "10m");

  @TempDir Path folder;

  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<CheckResult> fallbacks = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<WeirServer> servers = new ArrayList<>();
  private volatile String answeredBy = "";

  @AfterEach
  void close() {
    servers.forEach(WeirServer::close);
  }

  @Test
  void endsAnIdleStreamAndTheServerWithIt() throws Exception {
    WeirServer server = start(folder, PATIENT);
    ManagedChannel channel = TestServers.channel(server.decisions());
    try {
      Ending ending = new Ending();
      StreamObserver<CheckRequest> requests =
          DecisionServiceGrpc.newStub(channel).checkStream(ending);
      requests.onNext(request("r1"));
      await().until(() -> ending.answers.get() == 1);

      server.close();

      assertThat(ending.ended.get()).as("ended with OK").isEmpty();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aSessionGoesOnAtAnotherServerAndLosesNoCheck() throws Exception {
    WeirServer one = server("one");
    WeirServer two = server("two");
    AtomicBoolean stop = new AtomicBoolean();
    try (WeirClient client =
            WeirClient.builder()
                .targets(List.of(one.decisions().toString(), two.decisions().toString()))
                .plaintext()
                .deadline(Duration.ofSeconds(20))
                .fallback(Fallback.DENY)
                .build();
        CheckSession session = client.checkStream()) {
      Thread load = Thread.ofPlatform().start(() -> load(session, stop));
      try {
        await().until(() -> answered.get() > 2_000);
        boolean first = answeredBy.startsWith("one@");

        (first ? one : two).close();

        String other = first ? "two@" : "one@";
        await().until(() -> answeredBy.startsWith(other));
        long before = answered.get();
        await().until(() -> answered.get() > before + 2_000);
      } finally {
        stop.set(true);
        load.join();
      }
    }
    assertThat(failures).isEmpty();
    assertThat(fallbacks).as("checks that no server answered").isEmpty();
    assertThat(answered).hasValue(sent.get());
  }

  private WeirServer server(String name) throws Exception {
    Path home = Files.createDirectory(folder.resolve(name));
    Path policy =
        Files.writeString(
            home.resolve("policy.yaml"),
            """
            apiVersion: weir.dev/v1
            name: %s
            limits:
              - {name: requests, by: account, measure: requests, window: 1m, max: 1000}
            rules:
              - {name: over_limit, when: limits.exceeded, verdict: deny, code: RATE_LIMITED}
            """
                .formatted(name));
    return start(
        home,
        Map.of(
            "lifecycle.drain_timeout", "10m", "policy.file", policy.toAbsolutePath().toString()));
  }

  private WeirServer start(Path home, Map<String, String> settings) throws Exception {
    WeirServer server = TestServers.start(home, settings);
    servers.add(server);
    return server;
  }

  private void load(CheckSession session, AtomicBoolean stop) {
    Semaphore free = new Semaphore(IN_FLIGHT);
    while (!stop.get()) {
      free.acquireUninterruptibly();
      session
          .check(request("r" + sent.incrementAndGet()))
          .whenComplete(
              (result, failure) -> {
                if (failure != null) {
                  failures.add(failure);
                } else if (result.isFallback()) {
                  fallbacks.add(result);
                } else {
                  answered.incrementAndGet();
                  answeredBy = result.response().getPolicyVersion();
                }
                free.release();
              });
    }
    free.acquireUninterruptibly(IN_FLIGHT);
  }

  private static CheckRequest request(String id) {
    return CheckRequest.newBuilder()
        .setRequestId(id)
        .setPrincipal(Principal.newBuilder().setAccountId("a" + id))
        .build();
  }

  /** Sees how a stream ends. */
  private static final class Ending implements StreamObserver<CheckResponse> {
    private final AtomicLong answers = new AtomicLong();
    private final CompletableFuture<Optional<Throwable>> ended = new CompletableFuture<>();

    @Override
    public void onNext(CheckResponse response) {
      answers.incrementAndGet();
    }

    @Override
    public void onError(Throwable failure) {
      ended.complete(Optional.of(failure));
    }

    @Override
    public void onCompleted() {
      ended.complete(Optional.empty());
    }
  }
}
