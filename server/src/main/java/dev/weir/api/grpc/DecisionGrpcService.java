package dev.weir.api.grpc;

import dev.weir.account.Pseudonyms;
import dev.weir.decision.Budget;
import dev.weir.decision.Decision;
import dev.weir.decision.Engine;
import dev.weir.decision.Facts;
import dev.weir.limit.DecisionId;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Usage;
import dev.weir.v1.CheckError;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceImplBase;
import dev.weir.v1.ReportRequest;
import dev.weir.v1.ReportResponse;
import dev.weir.validation.Check;
import dev.weir.validation.InvalidFieldException;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Serves the request path. Runs on the transport's own threads and never blocks them: answers are
 * sent by whichever thread completes them.
 */
public final class DecisionGrpcService extends DecisionServiceImplBase {
  /** For calls without a deadline: long enough that the policy's budget decides. */
  private static final long NO_DEADLINE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Engine engine;
  private final LimitStore limits;
  private final LongSupplier clock;
  private final LongSupplier ticker;
  private final GrpcErrors errors;
  private final FactsReader reader;
  private final Set<CheckStreamCall> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean leaving;

  /**
   * Creates the service.
   *
   * @param limits where reports are settled
   * @param clock epoch milliseconds, corrected to the store's
   * @param ticker monotonic nanoseconds, such as {@code System::nanoTime}
   * @param errors tells callers what went wrong
   * @param pseudonyms what identifiers are kept as
   */
  public DecisionGrpcService(
      Engine engine,
      LimitStore limits,
      LongSupplier clock,
      LongSupplier ticker,
      GrpcErrors errors,
      Pseudonyms pseudonyms) {
    this.engine = engine;
    this.limits = limits;
    this.clock = clock;
    this.ticker = ticker;
    this.errors = errors;
    this.reader = new FactsReader(pseudonyms);
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> responses) {
    tolerateCancellation(responses);
    Facts facts;
    try {
      facts = reader.read(request);
    } catch (InvalidFieldException e) {
      responses.onError(errors.toException(e));
      return;
    }
    decide(facts)
        .whenComplete(
            (decision, failure) -> {
              if (failure == null) {
                responses.onNext(
                    ResponseWriter.write(decision, request.getPrincipal().getAccountId()));
                responses.onCompleted();
              } else {
                responses.onError(errors.toException(failure));
              }
            });
  }

  @Override
  public StreamObserver<CheckRequest> checkStream(StreamObserver<CheckResponse> responses) {
    CheckStreamCall call =
        new CheckStreamCall(
            this::checkOnStream,
            (ServerCallStreamObserver<CheckResponse>) responses,
            ended -> streams.remove(ended));
    streams.add(call);
    if (leaving) {
      call.leave();
    }
    return call;
  }

  /**
   * Ends every stream, also those that are still to come, with OK: each as soon as what was read of
   * it is answered. Its client opens another, elsewhere, and asks there what has no answer.
   */
  public void endStreams() {
    leaving = true;
    streams.forEach(CheckStreamCall::leave);
  }

  @Override
  public void report(ReportRequest request, StreamObserver<ReportResponse> responses) {
    tolerateCancellation(responses);
    Usage usage;
    try {
      usage = usage(request);
    } catch (InvalidFieldException e) {
      responses.onError(errors.toException(e));
      return;
    }
    limits
        .settle(usage, clock.getAsLong())
        .whenComplete(
            (settled, failure) -> {
              if (failure == null) {
                responses.onNext(ReportResponse.getDefaultInstance());
                responses.onCompleted();
              } else {
                responses.onError(errors.toException(failure));
              }
            });
  }

  private CompletionStage<CheckResponse> checkOnStream(CheckRequest request) {
    Facts facts;
    try {
      facts = reader.read(request);
    } catch (InvalidFieldException e) {
      return CompletableFuture.completedStage(invalid(request, e));
    }
    return decide(facts)
        .thenApply(
            decision -> ResponseWriter.write(decision, request.getPrincipal().getAccountId()));
  }

  private CompletionStage<Decision> decide(Facts facts) {
    Deadline deadline = Context.current().getDeadline();
    long nanos =
        deadline == null ? NO_DEADLINE_NANOS : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    return engine.decide(facts, clock.getAsLong(), Budget.of(Math.max(0, nanos), ticker));
  }

  private static Usage usage(ReportRequest request) {
    if (DecisionId.tag(request.getDecisionId()) < 0) {
      throw new InvalidFieldException(
          "decision_id", "the decision_id of a CheckResponse", request.getDecisionId());
    }
    Check.required("account_id", request.getAccountId());
    Check.text("outcome", request.getOutcome());
    Check.signals("signals", request.getSignalsMap());
    return new Usage(
        request.getDecisionId(),
        Check.tokens("input_tokens", request.getInputTokens()),
        Check.tokens("output_tokens", request.getOutputTokens()));
  }

  private CheckResponse invalid(CheckRequest request, InvalidFieldException e) {
    Problem problem = errors.toProblem(e);
    return CheckResponse.newBuilder()
        .setRequestId(request.getRequestId())
        .setError(
            CheckError.newBuilder()
                .setCode(problem.code().value())
                .setReason(problem.reason())
                .setField(problem.field())
                .setMessage(problem.message()))
        .build();
  }

  /**
   * Lets an answer to a client that went away be dropped; without a handler, sending it would
   * throw.
   */
  private static void tolerateCancellation(StreamObserver<?> responses) {
    ((ServerCallStreamObserver<?>) responses).setOnCancelHandler(() -> {});
  }
}
