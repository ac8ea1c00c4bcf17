package dev.weir.server;

import dev.weir.config.Endpoint;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerStreamTracer;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Opens the two gRPC ports. */
final class Listeners {
  /** How long a client may take to say that it is still there. */
  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 20;

  private Listeners() {}

  /**
   * Opens the port of decisions. Handlers run on the transport's own threads, which nothing on the
   * request path may block: a thread for each call would cost several times what a decision does.
   */
  static Server decisions(
      GrpcConfig config,
      List<BindableService> services,
      HealthStatusManager health,
      List<ServerInterceptor> interceptors,
      ServerStreamTracer.Factory metrics,
      ScheduledExecutorService timer)
      throws StartException {
    NettyServerBuilder builder =
        builder("grpc", config.address(), config.tls(), timer)
            .directExecutor()
            .maxInboundMessageSize((int) config.maxMessageSize().bytes())
            .maxInboundMetadataSize((int) config.maxMetadataSize().bytes())
            .maxConcurrentCallsPerConnection(config.maxCallsPerConnection())
            .keepAliveTime(config.keepAlive().toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(config.minKeepAlive().toNanos(), TimeUnit.NANOSECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxConnectionAge(config.maxConnectionAge().toNanos(), TimeUnit.NANOSECONDS)
            .maxConnectionAgeGrace(config.maxConnectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS)
            .addStreamTracerFactory(metrics)
            .addService(health.getHealthService());
    services.forEach(
        service -> builder.addService(ServerInterceptors.intercept(service, interceptors)));
    if (config.reflection()) {
      builder.addService(ProtoReflectionServiceV1.newInstance());
    }
    return start(builder.build(), "grpc", config.address());
  }

  /**
   * Opens the port of administration. Its handlers have threads of their own, since a policy that
   * is compiled must not hold up the transport, which both ports share.
   *
   * @param authenticator every call of {@code services} passes it
   */
  static Server admin(
      AdminConfig config,
      List<BindableService> services,
      ServerInterceptor authenticator,
      HealthStatusManager health,
      ServerStreamTracer.Factory metrics,
      ExecutorService executor,
      ScheduledExecutorService timer)
      throws StartException {
    refuseToExposeTokens(config);
    NettyServerBuilder builder =
        builder("admin", config.address(), config.tls(), timer)
            .executor(executor)
            .maxInboundMessageSize((int) config.maxMessageSize().bytes())
            .addStreamTracerFactory(metrics)
            .addService(health.getHealthService());
    services.forEach(
        service -> builder.addService(ServerInterceptors.intercept(service, authenticator)));
    if (config.reflection()) {
      builder.addService(ProtoReflectionServiceV1.newInstance());
    }
    return start(builder.build(), "admin", config.address());
  }

  /** Returns why an address cannot be listened at, and which settings change that. */
  static StartException cannotListen(String section, Endpoint address, IOException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    // The native transport has exceptions of its own, which say only in words what is wrong.
    String message = String.valueOf(root.getMessage());
    String why =
        message.contains("already in use")
            ? "already in use"
            : root instanceof UnknownHostException ? "no such host" : message;
    return StartException.surroundings(
        "%s.address: cannot listen at %s: %s (choose another with --%s HOST:PORT or WEIR_%s_ADDRESS; port 0 takes any free one)"
            .formatted(section, address, why, section, section.toUpperCase(Locale.ROOT)));
  }

  private static void refuseToExposeTokens(AdminConfig config) throws StartException {
    try {
      if (!config.tls().enabled() && !config.allowPlaintext() && !config.address().isLoopback()) {
        throw StartException.configuration(
            List.of(
                "admin.address: "
                    + config.address()
                    + " is open beyond this machine, and without TLS its tokens would cross the"
                    + " network as they are (set admin.tls.certificate and admin.tls.key, or"
                    + " admin.allow_plaintext=true)"));
      }
    } catch (UnknownHostException e) {
      throw cannotListen("admin", config.address(), e);
    }
  }

  private static NettyServerBuilder builder(
      String section, Endpoint address, TlsConfig tls, ScheduledExecutorService timer)
      throws StartException {
    try {
      return NettyServerBuilder.forAddress(address.resolve(), Tls.credentials(tls, section, timer));
    } catch (UnknownHostException e) {
      throw cannotListen(section, address, e);
    }
  }

  private static Server start(Server server, String section, Endpoint address)
      throws StartException {
    try {
      return server.start();
    } catch (IOException e) {
      throw cannotListen(section, address, e);
    }
  }
}
