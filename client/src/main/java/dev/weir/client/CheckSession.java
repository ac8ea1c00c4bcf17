package dev.weir.client;

import dev.weir.client.FallbackCause.Kind;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceStub;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks about many requests over one stream, and matches the answers, which come in any order, by
 * their request ids. Thread-safe. A stream that breaks is opened again by the next check; what was
 * in flight on it is asked once more, each by a call of its own, within its deadline.
 *
 * <p>Two checks with one request id at the same time are one check, with one answer.
 */
public final class CheckSession implements AutoCloseable {
  private final WeirClient client;
  private final DecisionServiceStub stub;
  private final int mostInFlight;
  private final ConcurrentMap<String, Pending> inFlight = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer;
  private final Object lock = new Object();

  // Both guarded by lock.
  private @Nullable Answered stream;
  private boolean closed;

  CheckSession(WeirClient client, DecisionServiceStub stub, int mostInFlight) {
    this.client = client;
    this.stub = stub;
    this.mostInFlight = mostInFlight;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "weir-session-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Asks about one request. The stage completes within the client's deadline and fails only with
   * {@link InvalidRequestException}. It completes on a thread that reads the stream: what depends
   * on it must not block.
   */
  public CompletionStage<CheckResult> check(CheckRequest request) {
    CheckRequest named = WeirClient.named(request);
    String id = named.getRequestId();
    Pending mine = new Pending(named);
    Pending earlier = inFlight.putIfAbsent(id, mine);
    if (earlier != null) {
      return earlier.result.minimalCompletionStage();
    }
    if (inFlight.size() > mostInFlight) {
      inFlight.remove(id, mine);
      mine.result.complete(
          client.fallback(
              id, new FallbackCause(Kind.OVERLOADED, mostInFlight + " checks are in flight")));
    } else {
      relay(
          client
              .guard(id, () -> send(mine))
              .whenComplete((result, mistake) -> inFlight.remove(id, mine)),
          mine.result);
    }
    return mine.result.minimalCompletionStage();
  }

  /** Returns how many checks wait for their answers. */
  public int inFlight() {
    return inFlight.size();
  }

  /** Ends the stream. Checks in flight, and later ones, get the fallback. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (stream != null) {
        stream.requests.onCompleted();
        stream = null;
      }
    }
    timer.shutdown();
    for (Pending pending : inFlight.values()) {
      pending.answer.complete(closedFallback(pending));
    }
  }

  private CompletableFuture<CheckResult> send(Pending pending) {
    synchronized (lock) {
      if (closed) {
        pending.answer.complete(closedFallback(pending));
        return pending.answer;
      }
      pending.expire(
          timer.schedule(
              () -> ForkJoinPool.commonPool().execute(() -> timedOut(pending)),
              client.deadline().toNanos(),
              TimeUnit.NANOSECONDS));
      if (stream == null) {
        stream = new Answered();
        stream.open();
      }
      pending.stream = stream;
      stream.requests.onNext(pending.request);
    }
    return pending.answer;
  }

  private void timedOut(Pending pending) {
    pending.answer.complete(
        client.fallback(
            pending.request.getRequestId(),
            new FallbackCause(
                Kind.TIMEOUT, "no answer within " + client.deadline().toMillis() + " ms")));
  }

  private CheckResult closedFallback(Pending pending) {
    return client.fallback(
        pending.request.getRequestId(), new FallbackCause(Kind.CLOSED, "the session is closed"));
  }

  private static void relay(
      CompletableFuture<CheckResult> from, CompletableFuture<CheckResult> to) {
    CompletableFuture<CheckResult> unused =
        from.whenComplete(
            (result, mistake) -> {
              if (mistake == null) {
                to.complete(result);
              } else {
                to.completeExceptionally(
                    mistake instanceof CompletionException && mistake.getCause() != null
                        ? mistake.getCause()
                        : mistake);
              }
            });
  }

  /** A check on its way. */
  private final class Pending {
    private final CheckRequest request;
    private final long asked = System.nanoTime();

    /** What the stream says; the circuit breaker counts it. */
    private final CompletableFuture<CheckResult> answer = new CompletableFuture<>();

    /** What the caller sees. */
    private final CompletableFuture<CheckResult> result = new CompletableFuture<>();

    /** The stream that it was sent on. */
    private volatile @Nullable Answered stream;

    Pending(CheckRequest request) {
      this.request = request;
    }

    void expire(ScheduledFuture<?> timeout) {
      CompletableFuture<CheckResult> unused =
          answer.whenComplete((result, mistake) -> timeout.cancel(false));
    }

    /** Asks by a call of its own, in the time that is left. */
    void askAgain() {
      if (answer.isDone()) {
        return; // Only its caller has not been told yet.
      }
      long left = client.deadline().toNanos() - (System.nanoTime() - asked);
      if (left > 0) {
        relay(client.transmit(request, left), answer);
      } else {
        timedOut(this);
      }
    }
  }

  /** The answers of one stream. */
  private final class Answered implements StreamObserver<CheckResponse> {
    @SuppressWarnings("NullAway.Init")
    private StreamObserver<CheckRequest> requests;

    void open() {
      // The stream outlives the call that happens to open it.
      Context.ROOT.run(() -> requests = stub.checkStream(this));
    }

    @Override
    public void onNext(CheckResponse response) {
      Pending pending = inFlight.get(response.getRequestId());
      if (pending == null) {
        return; // It came after its deadline.
      }
      if (!response.hasError()) {
        pending.answer.complete(client.decided(response));
        return;
      }
      Optional<InvalidRequestException> mistake = Answers.mistake(response.getError());
      if (mistake.isPresent()) {
        pending.answer.completeExceptionally(mistake.get());
      } else {
        pending.answer.complete(
            client.fallback(
                response.getRequestId(),
                Answers.cause(
                    Status.fromCodeValue(response.getError().getCode())
                        .withDescription(response.getError().getMessage()))));
      }
    }

    @Override
    public void onError(Throwable failure) {
      ended();
    }

    @Override
    public void onCompleted() {
      ended();
    }

    private void ended() {
      synchronized (lock) {
        if (stream == this) {
          stream = null;
        }
      }
      for (Pending pending : inFlight.values()) {
        if (pending.stream == this) {
          pending.askAgain();
        }
      }
    }
  }
}
