package dev.weir.server;

import dev.weir.api.admin.AdminAuthenticator;
import dev.weir.api.admin.AdminTokens;
import dev.weir.api.http.HttpEndpoint;
import dev.weir.api.http.Readiness;
import dev.weir.api.http.Readiness.State;
import dev.weir.config.Endpoint;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Evidence;
import dev.weir.policy.Policies;
import dev.weir.telemetry.CallMetrics;
import dev.weir.telemetry.TraceParent;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: its parts, and the ports that they are reached by. It ends with a drain: first
 * it says that it is not ready, then it takes nothing new, then it finishes what is under way.
 * Thread-safe.
 */
final class WeirServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WeirServer.class);

  private final WeirConfig config;
  private final Closer closer;
  private final Parts parts;
  private final HealthStatusManager health = new HealthStatusManager();
  private final CountDownLatch hurried = new CountDownLatch(1);
  private final Ports ports;
  private volatile State state = State.STARTING;

  /** The listeners. */
  private record Ports(Server decisions, Server admin, HttpEndpoint http) {}

  private WeirServer(
      WeirConfig config, Surroundings around, ScheduledExecutorService timer, Closer closer)
      throws StartException {
    this.config = config;
    this.closer = closer;
    this.parts = Parts.assemble(config, around, timer, closer);
    this.ports = open(around, timer);
    ServerMetrics.register(parts, () -> readiness().ready());
    warmUp(around, config.lifecycle().warmUp());
    state = State.SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    for (BindableService service : parts.decisionServices()) {
      String name = service.bindService().getServiceDescriptor().getName();
      health.setStatus(name, ServingStatus.SERVING);
    }
  }

  /**
   * Starts a server.
   *
   * @throws StartException where it cannot be; nothing is left running
   */
  static WeirServer start(WeirConfig config, Surroundings around) throws StartException {
    WeirServer server = startUnattended(config, around);
    server.parts.cohortUpkeep().start();
    return server;
  }

  /**
   * Starts a server that judges cohorts only when it is told to, by {@link #judgeCohorts}.
   *
   * @throws StartException where it cannot be; nothing is left running
   */
  static WeirServer startUnattended(WeirConfig config, Surroundings around) throws StartException {
    Closer closer = new Closer();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("weir-timer").factory());
    closer.add(timer::shutdownNow);
    try {
      return new WeirServer(config, around, timer, closer);
    } catch (StartException | RuntimeException e) {
      closer.close();
      throw e;
    }
  }

  private void warmUp(Surroundings around, Duration most) {
    WarmUp.run(parts.policies(), around, most);
    parts
        .store()
        .shared()
        .ifPresent(shared -> StoreWarmUp.run(shared.primary(), parts.clock().getAsLong(), most));
  }

  /** Returns where decisions are served. */
  Endpoint decisions() {
    return config.grpc().address().withPort(ports.decisions().getPort());
  }

  /** Returns where administration is served. */
  Endpoint admin() {
    return config.admin().address().withPort(ports.admin().getPort());
  }

  /** Returns where health and metrics are served. */
  Endpoint http() {
    return ports.http().endpoint();
  }

  /** Returns the policies, to be reloaded. */
  Policies policies() {
    return parts.policies();
  }

  /**
   * Learns what requests had in common since the last time, and judges it. For one thread at a
   * time, and only of a server that was started unattended.
   *
   * @throws CompletionException where the store fails
   */
  void judgeCohorts() {
    parts.cohortUpkeep().step();
  }

  /** Returns what watches every decision. */
  DecisionObserver observer() {
    return parts.observer();
  }

  /** Returns which store it counts in, for people. */
  String storeName() {
    return parts.store().name();
  }

  /** Returns how ready it is. */
  Readiness readiness() {
    boolean reachable = parts.storeReachable().getAsBoolean();
    return new Readiness(
        state,
        reachable ? Evidence.COMPLETE : Evidence.LOCAL,
        parts.store().kind(),
        reachable,
        parts.policies().get().version());
  }

  /** Ends the wait that a drain begins with, if it is under way. */
  void hurry() {
    hurried.countDown();
  }

  /**
   * Drains and ends: every call that was taken is answered, unless it takes longer than the
   * configured time. Returns when all is closed.
   */
  @Override
  public void close() {
    if (state == State.DRAINING) {
      return;
    }
    state = State.DRAINING;
    health.enterTerminalState();
    if (!config.lifecycle().drainDelay().isZero()) {
      log.info(
          "draining: not ready any more; requests are still taken for {}",
          config.lifecycle().drainDelay());
    }
    await(config.lifecycle().drainDelay().toNanos());
    log.info("draining: no new requests; those under way are finished");
    ports.decisions().shutdown();
    ports.admin().shutdown();
    parts.endStreams().run();
    long deadline = System.nanoTime() + config.lifecycle().drainTimeout().toNanos();
    finish(ports.decisions(), deadline);
    finish(ports.admin(), deadline);
    closer.close();
    log.info("ended");
  }

  private Ports open(Surroundings around, ScheduledExecutorService timer) throws StartException {
    CallMetrics calls = parts.telemetry().callMetrics();
    List<ServerInterceptor> interceptors =
        parts.telemetry().traces() ? List.of(new TraceParent()) : List.of();
    Server decisions =
        Listeners.decisions(
            config.grpc(), parts.decisionServices(), health, interceptors, calls, timer);
    closer.add(decisions::shutdownNow);
    log.info("decisions: gRPC at {}", config.grpc().address().withPort(decisions.getPort()));

    ExecutorService executor = closer.add(Executors.newVirtualThreadPerTaskExecutor());
    AdminAuthenticator authenticator = authenticator(around);
    Server admin =
        Listeners.admin(
            config.admin(), parts.adminServices(), authenticator, health, calls, executor, timer);
    closer.add(admin::shutdownNow);
    log.info("administration: gRPC at {}", config.admin().address().withPort(admin.getPort()));

    HttpEndpoint http = http(around);
    closer.add(http);
    log.info("health and metrics: http://{}/readyz and /metrics", http.endpoint());
    return new Ports(decisions, admin, http);
  }

  private HttpEndpoint http(Surroundings around) throws StartException {
    try {
      return HttpEndpoint.start(
          config.http(),
          this::readiness,
          new MetricsHandler(parts.telemetry().registry()),
          Map.of("version", around.version(), "java", Runtime.version().toString()));
    } catch (IOException e) {
      throw Listeners.cannotListen("http", config.http().address(), e);
    }
  }

  private AdminAuthenticator authenticator(Surroundings around) throws StartException {
    Path file = config.adminTokenFile();
    try {
      if (AdminTokens.createIfMissing(file, around.secrets())) {
        log.info("administration: wrote a new token to {}", file);
      } else {
        log.info("administration: tokens are in {}", file);
      }
      return new AdminAuthenticator(new AdminTokens(file, around.ticker()), around.ticker());
    } catch (IOException e) {
      throw StartException.surroundings("admin.token_file: " + e.getMessage());
    }
  }

  private void await(long nanos) {
    try {
      if (hurried.await(nanos, TimeUnit.NANOSECONDS)) {
        log.info("draining: cut short");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void finish(Server server, long deadline) {
    try {
      if (!server.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        log.warn("draining: requests at port {} took too long and are cut off", server.getPort());
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    }
  }
}
