package dev.weir.client;

import dev.weir.client.FallbackCause.Kind;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceStub;
import dev.weir.v1.ReportRequest;
import dev.weir.v1.ReportResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends reports. Each waits for a connection where there is none, until its deadline; so many can
 * wait, and no more. Thread-safe; never blocks.
 */
final class Reports {
  private static final Logger log = LoggerFactory.getLogger(Reports.class);
  private static final long COMPLAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final DecisionServiceStub stub;
  private final Duration deadline;
  private final int most;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong complained = new AtomicLong(System.nanoTime() - COMPLAIN_NANOS);

  Reports(DecisionServiceStub stub, Duration deadline, int most) {
    this.stub = stub.withWaitForReady();
    this.deadline = deadline;
    this.most = most;
  }

  /** Sends a report and tells how that ended. */
  CompletableFuture<ReportResult> send(ReportRequest report) {
    if (outstanding.incrementAndGet() > most) {
      outstanding.decrementAndGet();
      return CompletableFuture.completedFuture(
          ReportResult.failed(
              new FallbackCause(Kind.OVERLOADED, most + " reports are already under way")));
    }
    Outcome outcome = new Outcome();
    // A report is sent when a call ends, often because it was cancelled: it must not end with the
    // call's context.
    Context.current()
        .fork()
        .run(
            () ->
                stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                    .report(report, outcome));
    return outcome.result;
  }

  /** Sends a report; what does not arrive is counted, and said in the log at most once a minute. */
  void sendAndForget(ReportRequest report) {
    CompletableFuture<ReportResult> unused =
        send(report)
            .whenComplete(
                (result, mistake) -> {
                  if (mistake != null) {
                    lost(String.valueOf(mistake.getMessage()));
                  } else {
                    result.failure().ifPresent(cause -> lost(cause.kind() + ": " + cause.detail()));
                  }
                });
  }

  /** Returns how many reports that were to be forgotten did not arrive. */
  long lost() {
    return lost.get();
  }

  private void lost(String why) {
    long count = lost.incrementAndGet();
    long last = complained.get();
    long now = System.nanoTime();
    if (now - last >= COMPLAIN_NANOS && complained.compareAndSet(last, now)) {
      log.warn("{} reports were lost since the start; the latest: {}", count, why);
    }
  }

  /** Turns what comes back into a result. */
  private final class Outcome implements StreamObserver<ReportResponse> {
    private final CompletableFuture<ReportResult> result = new CompletableFuture<>();

    @Override
    public void onNext(ReportResponse response) {
      // Delivered when the call ends well.
    }

    @Override
    public void onError(Throwable failure) {
      outstanding.decrementAndGet();
      Optional<InvalidRequestException> mistake = Answers.mistake(failure);
      if (mistake.isPresent()) {
        result.completeExceptionally(mistake.get());
      } else {
        result.complete(ReportResult.failed(Answers.cause(Status.fromThrowable(failure))));
      }
    }

    @Override
    public void onCompleted() {
      outstanding.decrementAndGet();
      result.complete(ReportResult.DELIVERED);
    }
  }
}
