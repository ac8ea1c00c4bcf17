package dev.weir.server;

import dev.weir.account.AccountCacheConfig;
import dev.weir.account.CachedAccounts;
import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.DecisionGrpcService;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.challenge.ChallengeConfig;
import dev.weir.challenge.ChallengeListener;
import dev.weir.challenge.ChallengeService;
import dev.weir.cohort.Cohorts;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Engine;
import dev.weir.decision.InFlightLimit;
import dev.weir.decision.Policy;
import dev.weir.limit.Overrides;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceBlockingStub;
import dev.weir.v1.Network;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import dev.weir.v1.ReportRequest;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides made-up requests by the policy in force, over gRPC at a loopback port of its own, so that
 * the first real one does not wait for classes to be loaded. All state is its own too, and thrown
 * away: no limit, account, metric or decision log ever hears of it.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** By then all classes are loaded; what more requests gain, by being compiled, they cost. */
  private static final int REQUESTS = 50;

  private static final int ACCOUNTS = 10;
  private static final MemoryConfig SMALL = new MemoryConfig(1_000, 1_000, 1_000, 1_000, 1, 1_000);

  private WarmUp() {}

  /**
   * Returns how many requests were decided within {@code most}. Fails never: a server that is cold
   * still serves.
   */
  static int run(Supplier<? extends Policy> policies, Surroundings around, Duration most) {
    if (most.isZero()) {
      return 0;
    }
    long end = System.nanoTime() + most.toNanos();
    try (MemoryStore store = new MemoryStore(around.clock(), SMALL);
        CachedAccounts accounts =
            new CachedAccounts(store.accounts(), AccountCacheConfig.defaults());
        ChallengeService challenges = challenges(store, around)) {
      Server server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  InsecureServerCredentials.create())
              .directExecutor()
              .addService(service(policies, around, store, accounts, challenges))
              .build()
              .start();
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(server.getListenSockets().getFirst())
              .directExecutor()
              .usePlaintext()
              .build();
      try {
        return ask(DecisionServiceGrpc.newBlockingStub(channel), end);
      } finally {
        channel.shutdownNow();
        server.shutdownNow();
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("Not warmed up", e);
      return 0;
    }
  }

  private static ChallengeService challenges(MemoryStore store, Surroundings around)
      throws IOException {
    return ChallengeService.create(
        store.challenges(),
        store.accounts(),
        ChallengeConfig.defaults(),
        around.secrets(),
        ChallengeListener.NONE,
        around.clock().getAsLong());
  }

  private static DecisionGrpcService service(
      Supplier<? extends Policy> policies,
      Surroundings around,
      MemoryStore store,
      CachedAccounts accounts,
      ChallengeService challenges) {
    Engine engine =
        DecisionPoint.wire(
            policies,
            Overrides::none,
            accounts,
            challenges,
            store.limits(),
            Cohorts.NONE,
            DecisionObserver.NONE,
            InFlightLimit.fixed(REQUESTS),
            around.ticker(),
            REQUESTS);
    return new DecisionGrpcService(
        engine,
        store.limits(),
        around.clock(),
        around.ticker(),
        new GrpcErrors(around.ticker()),
        Pseudonyms.none());
  }

  private static int ask(DecisionServiceBlockingStub stub, long end) {
    int decided = 0;
    for (long left = end - System.nanoTime();
        decided < REQUESTS && left > 0;
        left = end - System.nanoTime()) {
      String account = "warm-up-" + decided % ACCOUNTS;
      DecisionServiceBlockingStub timed = stub.withDeadlineAfter(left, TimeUnit.NANOSECONDS);
      CheckResponse response = timed.check(request(decided, account));
      var _ =
          timed.report(
              ReportRequest.newBuilder()
                  .setDecisionId(response.getDecisionId())
                  .setAccountId(account)
                  .setInputTokens(1)
                  .setOutputTokens(1)
                  .build());
      decided++;
    }
    return decided;
  }

  private static CheckRequest request(int number, String account) {
    return CheckRequest.newBuilder()
        .setRequestId("warm-up-" + number)
        .setPrincipal(
            Principal.newBuilder()
                .setAccountId(account)
                .setOrganizationId("warm-up")
                .setApiKeyId(account))
        .setNetwork(Network.newBuilder().setIp("192.0.2.1").setCountry("ZZ"))
        .setOperation(
            Operation.newBuilder()
                .setModel("warm-up")
                .setInputTokens(100)
                .setMaxOutputTokens(100)
                .setStreaming(true))
        .build();
  }
}
