package dev.weir.load;

import dev.weir.account.Accounts;
import dev.weir.account.Profile;
import dev.weir.api.grpc.CheckReader;
import dev.weir.bench.NoChallenges;
import dev.weir.cohort.Cohorts;
import dev.weir.decision.Budget;
import dev.weir.decision.Decision;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Engine;
import dev.weir.decision.Evidence;
import dev.weir.decision.Policy;
import dev.weir.decision.PolicyEngine;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Overrides;
import dev.weir.policy.PolicyCompiler;
import dev.weir.store.redis.BareLimits;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceImplBase;
import dev.weir.v1.Verdict;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A program that asks Redis what Weir would ask it for each check, so many checks at a time, and
 * nothing else: what is left of a check's cost to Redis where all is as cheap for it as it can be.
 */
final class ScriptServer extends DecisionServiceImplBase {
  /** How many checks share a write where that is to be cheap. */
  static final int PIPELINED = 16;

  private final CheckReader reader = new CheckReader();
  private final Engine engine;
  private final Clock clock;

  private ScriptServer(Engine engine, Clock clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * Serves until the process is ended. Its arguments: the ready file, a policy, Redis' URL, and how
   * many checks share a write.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Policy policy =
        PolicyCompiler.compile(arguments[1], Files.readString(Path.of(arguments[1])))
            .policy()
            .orElseThrow();
    try (BareLimits limits = BareLimits.connect(arguments[2], Integer.parseInt(arguments[3]))) {
      Engine engine = engine(policy, limits.store());
      EchoServer.serve(new ScriptServer(engine, Clock.systemUTC()), Path.of(arguments[0]));
    }
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
    var _ =
        engine
            .decide(reader.read(request), clock.millis(), Budget.unlimited())
            .whenComplete(
                (decision, failure) -> {
                  // The engine decides without limits as well; nothing would be measured then.
                  if (failure == null && decision.evidence() == Evidence.COMPLETE) {
                    observer.onNext(answer(decision));
                    observer.onCompleted();
                  } else {
                    observer.onError(Status.UNAVAILABLE.asRuntimeException());
                  }
                });
  }

  /** An engine that asks for nothing but limits. */
  private static Engine engine(Policy policy, LimitStore limits) {
    Accounts unknown =
        (accountId, now, timeoutNanos) ->
            CompletableFuture.completedStage(
                new Accounts.Lookup(Profile.unknown(accountId), Accounts.Freshness.FRESH));
    return new PolicyEngine(
        () -> policy,
        Overrides::none,
        unknown,
        new NoChallenges(),
        limits,
        Cohorts.NONE,
        () -> ThreadLocalRandom.current().nextLong(),
        DecisionObserver.NONE);
  }

  private static CheckResponse answer(Decision decision) {
    return CheckResponse.newBuilder()
        .setDecisionId(decision.decisionId())
        .setVerdict(Verdict.valueOf(decision.verdict().name()))
        .setEvidence(dev.weir.v1.Evidence.COMPLETE)
        .build();
  }
}
