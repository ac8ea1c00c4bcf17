package dev.weir.api.grpc;

import dev.weir.account.Pseudonyms;
import dev.weir.decision.Decision;
import dev.weir.decision.Engine;
import dev.weir.decision.Evidence;
import dev.weir.decision.Facts;
import dev.weir.decision.Risk;
import dev.weir.decision.Verdict;
import dev.weir.limit.Acquisition;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Outcome;
import dev.weir.limit.Usage;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.Principal;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The decision service over the wire, against an engine that answers when the test says. */
abstract class DecisionServiceFixture {
  static final long NOW = 1_800_000_000_000L;

  final Map<String, CompletableFuture<Decision>> pending = new ConcurrentHashMap<>();
  final Queue<Facts> asked = new ConcurrentLinkedQueue<>();
  final Queue<Long> budgets = new ConcurrentLinkedQueue<>();
  final Queue<Usage> settled = new ConcurrentLinkedQueue<>();
  private final Pseudonyms pseudonyms = Pseudonyms.none();
  boolean answerAtOnce = true;
  DecisionGrpcService service;
  private Server server;
  ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    Engine engine =
        (facts, now, budget) -> {
          asked.add(facts);
          budgets.add(budget.remainingNanos());
          return answerAtOnce
              ? CompletableFuture.completedStage(allow(facts.requestId()))
              : pending.computeIfAbsent(facts.requestId(), id -> new CompletableFuture<>());
        };
    service =
        new DecisionGrpcService(
            engine, new Settlements(), () -> NOW, () -> 0, new GrpcErrors(() -> 0), pseudonyms);
    server =
        InProcessServerBuilder.forName("decisions-" + System.identityHashCode(this))
            .directExecutor()
            .addService(service)
            .build()
            .start();
    channel =
        InProcessChannelBuilder.forName("decisions-" + System.identityHashCode(this))
            .directExecutor()
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  static Decision allow(String requestId) {
    return new Decision(
        requestId,
        "01",
        Verdict.ALLOW,
        List.of(),
        0,
        Optional.empty(),
        List.of(new LimitStatus("requests", 100, 99, false, 0, 61_500, 60_000)),
        Risk.NONE,
        Evidence.COMPLETE,
        "model-api@0123456789ab",
        List.of());
  }

  boolean answer(String requestId) {
    return pending
        .computeIfAbsent(requestId, id -> new CompletableFuture<>())
        .complete(allow(requestId));
  }

  DecisionServiceGrpc.DecisionServiceBlockingStub stub() {
    return DecisionServiceGrpc.newBlockingStub(channel);
  }

  static CheckRequest.Builder request(String requestId) {
    return CheckRequest.newBuilder()
        .setRequestId(requestId)
        .setPrincipal(Principal.newBuilder().setAccountId("a1"));
  }

  /** Remembers what was settled; nothing else is asked of it. */
  private final class Settlements implements LimitStore {
    @Override
    public CompletionStage<Outcome> acquire(Acquisition acquisition, long now) {
      throw new AssertionError("the engine's to do");
    }

    @Override
    public CompletionStage<Boolean> settle(Usage usage, long now) {
      settled.add(usage);
      return CompletableFuture.completedStage(true);
    }

    @Override
    public CompletionStage<Void> release(Acquisition acquisition, long acquiredAt, long now) {
      throw new AssertionError("the engine's to do");
    }
  }
}
