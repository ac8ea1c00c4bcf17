package dev.weir.server;

import dev.weir.account.AccountCacheConfig;
import dev.weir.account.CachedAccounts;
import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.DecisionGrpcService;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.challenge.ChallengeConfig;
import dev.weir.challenge.ChallengeService;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Engine;
import dev.weir.limit.Overrides;
import dev.weir.policy.Policies;
import dev.weir.store.Store;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/** A running server: everything that it is made of, wired in one place. */
final class WeirServer implements AutoCloseable {
  private static final int IN_FLIGHT = 10_000;
  private static final int REMEMBERED = 20_000;

  private final Store store;
  private final CachedAccounts accounts;
  private final Server decisions;

  private WeirServer(Store store, CachedAccounts accounts, Server decisions) {
    this.store = store;
    this.accounts = accounts;
    this.decisions = decisions;
  }

  static WeirServer start(
      InetSocketAddress address, Store store, Policies policies, LongSupplier clock)
      throws IOException {
    CachedAccounts accounts = new CachedAccounts(store.accounts(), AccountCacheConfig.defaults());
    ChallengeService challenges =
        ChallengeService.create(
            store.challenges(),
            store.accounts(),
            ChallengeConfig.defaults(),
            new SecureRandom(),
            clock.getAsLong());
    Engine engine =
        DecisionPoint.wire(
            policies,
            Overrides::none,
            accounts,
            challenges,
            store.limits(),
            DecisionObserver.NONE,
            IN_FLIGHT,
            REMEMBERED);
    Server decisions =
        NettyServerBuilder.forAddress(address)
            .directExecutor()
            .addService(
                new DecisionGrpcService(
                    engine,
                    store.limits(),
                    clock,
                    System::nanoTime,
                    new GrpcErrors(System::nanoTime),
                    Pseudonyms.none()))
            .build()
            .start();
    return new WeirServer(store, accounts, decisions);
  }

  void awaitTermination() throws InterruptedException {
    decisions.awaitTermination();
  }

  int port() {
    return decisions.getPort();
  }

  @Override
  public void close() {
    decisions.shutdown();
    accounts.close();
    store.close();
  }
}
