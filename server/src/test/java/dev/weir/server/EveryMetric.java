package dev.weir.server;

import dev.weir.decision.Decision;
import dev.weir.decision.DecisionObserver.Observation;
import dev.weir.decision.DecisionObserver.Phase;
import dev.weir.decision.Evidence;
import dev.weir.decision.Facts;
import dev.weir.decision.Reason;
import dev.weir.decision.Risk;
import dev.weir.decision.Verdict;
import dev.weir.limit.LimitStatus;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.Principal;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a server show each of its metrics, some of which appear with what they count. */
final class EveryMetric {
  private EveryMetric() {}

  static void touch(WeirServer server) {
    ManagedChannel channel = TestServers.channel(server.decisions());
    DecisionServiceGrpc.newBlockingStub(channel)
        .check(
            CheckRequest.newBuilder()
                .setPrincipal(Principal.newBuilder().setAccountId("a1"))
                .build());
    channel.shutdownNow();
    Observation observation = server.observer().begin(facts());
    observation.phase(Phase.LIMITS);
    observation.failed(new IllegalStateException("for the metric"));
    observation.decided(decision());
  }

  private static Facts facts() {
    return new Facts(
        "",
        new Facts.Principal("a1", "", "", ""),
        Facts.Network.UNKNOWN,
        Facts.Operation.UNKNOWN,
        Facts.Prompt.UNKNOWN,
        Map.of(),
        Map.of(),
        "");
  }

  private static Decision decision() {
    return new Decision(
        "",
        "01JD",
        Verdict.DENY,
        List.of(new Reason("RATE_LIMITED", "over_limit", "")),
        0,
        Optional.empty(),
        List.of(new LimitStatus("requests", 1, 0, true, 1, 1, 1)),
        Risk.NONE,
        Evidence.COMPLETE,
        "p@0",
        List.of(new Decision.Shadow("p@0", Verdict.ALLOW, List.of())));
  }
}
