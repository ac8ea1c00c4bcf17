package dev.weir.client;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.grpc.ChannelCredentials;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Builds a {@link WeirClient}. A target and a fallback must be given; everything else has a
 * default.
 */
public final class WeirClientBuilder {
  private List<String> targets = List.of();
  private Optional<Fallback> fallback = Optional.empty();
  private Duration deadline = Duration.ofMillis(50);
  private Duration reportDeadline = Duration.ofSeconds(10);
  private int reportQueue = 10_000;
  private int sessionInFlight = 1_000;
  private Duration keepAlive = Duration.ofSeconds(30);
  private ChannelCredentials credentials = TlsChannelCredentials.create();
  private Optional<CircuitBreakerConfig> circuitBreaker = Optional.empty();
  private Consumer<ManagedChannelBuilder<?>> channel = builder -> {};

  WeirClientBuilder() {}

  /**
   * Sets where Weir is. Required.
   *
   * @param target what gRPC resolves, such as {@code dns:///weir.internal:9090}: all addresses of
   *     the name are used in turn. Without a scheme, it is a name and port for DNS
   */
  public WeirClientBuilder target(String target) {
    return targets(List.of(target));
  }

  /** Sets where Weir is, as several targets. All addresses of all of them are used in turn. */
  public WeirClientBuilder targets(List<String> targets) {
    expect(!targets.isEmpty(), "targets", targets, "at least one");
    for (String target : targets) {
      expect(
          !target.isBlank(), "target", "\"" + target + "\"", "such as dns:///weir.internal:9090");
    }
    this.targets = List.copyOf(targets);
    return this;
  }

  /**
   * Sets the verdict of a check that Weir does not answer. Required: it is a choice between service
   * and protection that no default can make.
   */
  public WeirClientBuilder fallback(Fallback fallback) {
    this.fallback = Optional.of(fallback);
    return this;
  }

  /** Sets how long a check may take, retry included. Default: 50 ms. */
  public WeirClientBuilder deadline(Duration deadline) {
    this.deadline = positive("deadline", deadline);
    return this;
  }

  /** Sets how long a report may take, the wait for a connection included. Default: 10 s. */
  public WeirClientBuilder reportDeadline(Duration reportDeadline) {
    this.reportDeadline = positive("reportDeadline", reportDeadline);
    return this;
  }

  /** Sets how many reports may be under way at once; what is more is lost. Default: 10,000. */
  public WeirClientBuilder reportQueue(int reportQueue) {
    expect(reportQueue > 0, "reportQueue", reportQueue, "> 0");
    this.reportQueue = reportQueue;
    return this;
  }

  /**
   * Sets how many checks of one session may be in flight; what is more gets the fallback. Default:
   * 1,000.
   */
  public WeirClientBuilder sessionInFlight(int sessionInFlight) {
    expect(sessionInFlight > 0, "sessionInFlight", sessionInFlight, "> 0");
    this.sessionInFlight = sessionInFlight;
    return this;
  }

  /**
   * Sets after how much silence a connection with calls under way is probed, so that a dead peer is
   * noticed. Default: 30 s. At least 10 s: a server takes more frequent probes for an attack.
   */
  public WeirClientBuilder keepAlive(Duration keepAlive) {
    expect(keepAlive.compareTo(Duration.ofSeconds(10)) >= 0, "keepAlive", keepAlive, ">= 10 s");
    this.keepAlive = keepAlive;
    return this;
  }

  /**
   * Connects without TLS: for a server on the same machine, or in a network that encrypts by
   * itself.
   */
  public WeirClientBuilder plaintext() {
    return credentials(InsecureChannelCredentials.create());
  }

  /**
   * Sets how to connect, such as TLS with other authorities or a client certificate. Default: TLS.
   */
  public WeirClientBuilder credentials(ChannelCredentials credentials) {
    this.credentials = credentials;
    return this;
  }

  /**
   * Sets when the circuit breaker opens and closes. Default: it opens for 1 s when, of at least 20
   * checks in the last 10 s, half failed, or 80 % took more than 80 % of the deadline; then 5
   * checks try Weir again.
   */
  public WeirClientBuilder circuitBreaker(CircuitBreakerConfig circuitBreaker) {
    this.circuitBreaker = Optional.of(circuitBreaker);
    return this;
  }

  /**
   * Lets {@code channel} set anything else of the gRPC channel, such as interceptors. Called by
   * {@link #build}.
   */
  public WeirClientBuilder channel(Consumer<ManagedChannelBuilder<?>> channel) {
    this.channel = channel;
    return this;
  }

  /** Returns a client, which begins to connect. */
  public WeirClient build() {
    expect(!targets.isEmpty(), "target", "unset", "such as dns:///weir.internal:9090");
    expect(
        fallback.isPresent(),
        "fallback",
        "unset",
        "ALLOW or DENY: what a check answers when Weir cannot be reached");
    ManagedChannel connected = connect();
    ConnectivityState unused = connected.getState(true);
    return new WeirClient(this, connected);
  }

  private ManagedChannel connect() {
    ManagedChannelBuilder<?> builder =
        targets.size() == 1
            ? Grpc.newChannelBuilder(targets.get(0), credentials)
            : Grpc.newChannelBuilder(
                MergedTargets.TARGET, credentials, MergedTargets.registry(targets));
    builder
        .defaultServiceConfig(serviceConfig())
        // What is configured here holds: a TXT record in DNS must not change it.
        .disableServiceConfigLookUp()
        .enableRetry()
        .keepAliveTime(keepAlive.toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(5, TimeUnit.SECONDS)
        // Never idle: a check that had to connect first would miss its deadline.
        .idleTimeout(365, TimeUnit.DAYS);
    channel.accept(builder);
    return builder.build();
  }

  /**
   * Returns gRPC's service config. Check and Report can be repeated: Weir counts a request id, and
   * settles a decision, once. Retries stop while a tenth and more of the calls fail, so that they
   * do not double the load of a Weir in trouble.
   */
  private static Map<String, ?> serviceConfig() {
    String service = "weir.v1.DecisionService";
    return Map.of(
        "loadBalancingConfig",
        List.of(Map.of("round_robin", Map.of())),
        "methodConfig",
        List.of(
            Map.of(
                "name",
                List.of(
                    Map.of("service", service, "method", "Check"),
                    Map.of("service", service, "method", "Report")),
                "retryPolicy",
                Map.of(
                    "maxAttempts",
                    2.0,
                    "initialBackoff",
                    "0.002s",
                    "maxBackoff",
                    "0.010s",
                    "backoffMultiplier",
                    2.0,
                    "retryableStatusCodes",
                    List.of("UNAVAILABLE")))),
        "retryThrottling",
        Map.of("maxTokens", 100.0, "tokenRatio", 0.1));
  }

  Fallback fallback() {
    return fallback.orElseThrow();
  }

  Duration deadline() {
    return deadline;
  }

  Duration reportDeadline() {
    return reportDeadline;
  }

  int reportQueue() {
    return reportQueue;
  }

  int sessionInFlight() {
    return sessionInFlight;
  }

  CircuitBreakerConfig circuitBreaker() {
    return circuitBreaker.orElseGet(
        () ->
            CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.TIME_BASED)
                .slidingWindowSize(10)
                .minimumNumberOfCalls(20)
                .failureRateThreshold(50)
                .slowCallDurationThreshold(deadline.multipliedBy(4).dividedBy(5))
                .slowCallRateThreshold(80)
                .waitDurationInOpenState(Duration.ofSeconds(1))
                .permittedNumberOfCallsInHalfOpenState(5)
                .maxWaitDurationInHalfOpenState(Duration.ofSeconds(5))
                .build());
  }

  private static Duration positive(String name, Duration value) {
    expect(!value.isNegative() && !value.isZero(), name, value, "> 0");
    return value;
  }

  private static void expect(boolean holds, String name, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + found + " (expected: " + expected + ")");
    }
  }
}
