package dev.weir.client;

import dev.weir.client.FallbackCause.Kind;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceStub;
import dev.weir.v1.ReportRequest;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Asks Weir about requests, and reports what they used. Make one for the program and share it: it
 * is thread-safe, holds a connection to every server that its targets resolve to, and takes them in
 * turn.
 *
 * <p>A check always ends within the deadline, and always with a verdict. Where Weir cannot be
 * reached, is too slow, or has failed so often that the circuit breaker is open, the verdict is the
 * {@link Fallback} chosen at the start, and the result says so. The one exception is {@link
 * InvalidRequestException}: a request that breaks the contract is an error of the program, and no
 * verdict would be right for it.
 *
 * <p>Every request has an id: where the program gives none, one is made. That makes retries safe,
 * since Weir counts an id once. A check whose server is unavailable is tried once more, on another
 * server where there is one, within the same deadline.
 *
 * <pre>{@code
 * try (WeirClient weir =
 *     WeirClient.builder().target("dns:///weir.internal:9090").fallback(Fallback.ALLOW).build()) {
 *   CheckResult result = weir.check(request);
 *   if (result.isAllowed()) {
 *     // ... serve, then:
 *     weir.report(ReportRequest.newBuilder().setDecisionId(result.decisionId())...build());
 *   }
 * }
 * }</pre>
 */
public final class WeirClient implements AutoCloseable {
  private static final long RECONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final ManagedChannel channel;
  private final DecisionServiceStub stub;
  private final Fallback fallback;
  private final Duration deadline;
  private final int sessionInFlight;
  private final Breaker breaker;
  private final Reports reports;
  private final AtomicLong reconnected = new AtomicLong(System.nanoTime());
  private volatile boolean closed;

  WeirClient(WeirClientBuilder builder, ManagedChannel channel) {
    this.channel = channel;
    this.stub = DecisionServiceGrpc.newStub(channel);
    this.fallback = builder.fallback();
    this.deadline = builder.deadline();
    this.sessionInFlight = builder.sessionInFlight();
    this.breaker = new Breaker(builder.circuitBreaker());
    this.reports = new Reports(stub, builder.reportDeadline(), builder.reportQueue());
  }

  /** Returns a builder. */
  public static WeirClientBuilder builder() {
    return new WeirClientBuilder();
  }

  /**
   * Asks about one request and waits for the answer, at most for the deadline.
   *
   * @throws InvalidRequestException if the request breaks the contract
   */
  public CheckResult check(CheckRequest request) {
    CompletableFuture<CheckResult> answer = ask(request);
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fallback(
          request.getRequestId(), new FallbackCause(Kind.CANCELLED, "the thread was interrupted"));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidRequestException mistake) {
        throw mistake;
      }
      throw new IllegalStateException("a check failed in an unforeseen way", e.getCause());
    }
  }

  /**
   * Asks about one request. The stage completes within the deadline, on a thread that may block; it
   * fails only with {@link InvalidRequestException}.
   */
  public CompletionStage<CheckResult> checkAsync(CheckRequest request) {
    return ask(request).minimalCompletionStage();
  }

  /**
   * Opens a session that asks over one long-lived stream. It costs less than a call for each check,
   * and stays on one server until that goes away.
   */
  public CheckSession checkStream() {
    return new CheckSession(this, stub, sessionInFlight);
  }

  /**
   * Reports what a request used, and forgets about it: never blocks or fails. At most a bounded
   * number of reports are under way; what does not arrive is counted by {@link #lostReports}, and
   * logged at most once a minute. A report without a decision id, as after a fallback, is not sent:
   * there is nothing to settle.
   */
  public void report(ReportRequest report) {
    if (!report.getDecisionId().isEmpty()) {
      reports.sendAndForget(report);
    }
  }

  /**
   * Reports what a request used, and tells how that ended: at the latest when the report's deadline
   * has passed. Fails only with {@link InvalidRequestException}.
   */
  public CompletionStage<ReportResult> reportAsync(ReportRequest report) {
    return reports.send(report).minimalCompletionStage();
  }

  /** Returns how many reports given to {@link #report} did not arrive since the start. */
  public long lostReports() {
    return reports.lost();
  }

  /**
   * Waits until there is a connection to a server, so that the first checks need not make one
   * within their deadline. Returns whether there is; false too if the thread is interrupted.
   */
  public boolean awaitReady(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (true) {
        ConnectivityState state = channel.getState(true);
        if (state == ConnectivityState.READY || state == ConnectivityState.SHUTDOWN) {
          return state == ConnectivityState.READY;
        }
        CountDownLatch changed = new CountDownLatch(1);
        channel.notifyWhenStateChanged(state, changed::countDown);
        if (!changed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Sends what is under way, for at most 2 s, and disconnects. Later checks get the fallback. */
  @Override
  public void close() {
    closed = true;
    channel.shutdown();
    try {
      if (!channel.awaitTermination(CLOSING.toNanos(), TimeUnit.NANOSECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<CheckResult> ask(CheckRequest request) {
    CheckRequest named = named(request);
    return guard(named.getRequestId(), () -> transmit(named, deadline.toNanos()));
  }

  /** Does {@code work} unless the client is closed or the circuit open, and counts how it ended. */
  CompletableFuture<CheckResult> guard(
      String requestId, Supplier<CompletableFuture<CheckResult>> work) {
    if (closed) {
      return CompletableFuture.completedFuture(
          fallback(requestId, new FallbackCause(Kind.CLOSED, "the client is closed")));
    }
    return breaker.guard(
        work,
        () ->
            fallback(
                requestId,
                new FallbackCause(Kind.CIRCUIT_OPEN, "too many of the latest checks failed")));
  }

  /** Makes one call, past the circuit breaker. */
  CompletableFuture<CheckResult> transmit(CheckRequest request, long nanos) {
    Call call = new Call(request.getRequestId());
    stub.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS).check(request, call);
    return call.result;
  }

  /** Returns the request with an id: its own, or a new one. */
  static CheckRequest named(CheckRequest request) {
    return request.getRequestId().isEmpty()
        ? request.toBuilder().setRequestId(UUID.randomUUID().toString()).build()
        : request;
  }

  CheckResult decided(CheckResponse response) {
    return Answers.decided(response, fallback);
  }

  CheckResult fallback(String requestId, FallbackCause cause) {
    if (cause.kind() == Kind.UNREACHABLE) {
      reconnectSoon();
    }
    return CheckResult.fallback(requestId, fallback, cause);
  }

  Duration deadline() {
    return deadline;
  }

  /**
   * Lets gRPC try its connections again. By itself it waits twice as long after each failure, up to
   * two minutes: so long would checks fall back to no purpose after Weir has come back.
   */
  private void reconnectSoon() {
    long last = reconnected.get();
    long now = System.nanoTime();
    if (now - last >= RECONNECT_NANOS && reconnected.compareAndSet(last, now)) {
      channel.resetConnectBackoff();
    }
  }

  /** One unary check on its way. */
  private final class Call implements StreamObserver<CheckResponse> {
    private final CompletableFuture<CheckResult> result = new CompletableFuture<>();
    private final String requestId;

    Call(String requestId) {
      this.requestId = requestId;
    }

    @Override
    public void onNext(CheckResponse response) {
      result.complete(decided(response));
    }

    @Override
    public void onError(Throwable failure) {
      Optional<InvalidRequestException> mistake = Answers.mistake(failure);
      if (mistake.isPresent()) {
        result.completeExceptionally(mistake.get());
      } else {
        result.complete(fallback(requestId, Answers.cause(Status.fromThrowable(failure))));
      }
    }

    @Override
    public void onCompleted() {
      result.complete(
          fallback(requestId, new FallbackCause(Kind.FAILED, "the call ended without an answer")));
    }
  }
}
