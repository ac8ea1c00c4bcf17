package dev.weir.client.grpc;

import dev.weir.client.CheckResult;
import dev.weir.client.Exchange;
import dev.weir.client.InvalidRequestException;
import dev.weir.v1.CheckRequest;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call, from its arrival until it is let in or refused. Holds back what happens meanwhile, and
 * then passes it on in order: events come from the transport's threads, the verdict from the
 * client's.
 */
final class Admission<A, B> extends ServerCall.Listener<A> {
  private static final Logger log = LoggerFactory.getLogger(WeirServerInterceptor.class);

  private final WeirServerInterceptor interceptor;
  private final ServerCall<A, B> call;
  private final Metadata headers;
  private final ServerCallHandler<A, B> next;
  private final Context context = Context.current();
  private final Queue<Consumer<ServerCall.Listener<A>>> waiting = new ArrayDeque<>();

  // All guarded by this.
  private ServerCall.@Nullable Listener<A> admitted;
  private boolean delivering;
  private boolean asked;
  private boolean cancelled;

  Admission(
      WeirServerInterceptor interceptor,
      ServerCall<A, B> call,
      Metadata headers,
      ServerCallHandler<A, B> next) {
    this.interceptor = interceptor;
    this.call = call;
    this.headers = headers;
    this.next = next;
  }

  /** Asks Weir, once; the verdict starts or ends the call. */
  void ask(Optional<Object> message) {
    synchronized (this) {
      if (asked) {
        return;
      }
      asked = true;
    }
    Optional<CheckRequest> question = interceptor.read(call, headers, message);
    if (question.isEmpty()) {
      admit(next.startCall(call, headers));
      return;
    }
    interceptor
        .client()
        .checkAsync(question.get())
        .whenComplete((result, failure) -> decide(question.get(), result, failure));
  }

  private void decide(
      CheckRequest question, @Nullable CheckResult result, @Nullable Throwable failure) {
    try {
      if (result == null) {
        refuse(notJudged(failure));
      } else if (result.isAllowed()) {
        start(new Exchange(interceptor.client(), question, result));
      } else {
        refuse(Refusals.of(result));
      }
    } catch (RuntimeException e) {
      // On a thread of the server's, gRPC would end the call like this; on the client's nobody
      // does.
      log.error("{} failed", call.getMethodDescriptor().getFullMethodName(), e);
      call.close(Status.UNKNOWN.withCause(e), new Metadata());
    }
  }

  private void start(Exchange exchange) {
    synchronized (this) {
      if (cancelled) {
        exchange.used(0, 0);
        exchange.end("cancelled");
        return;
      }
    }
    ServerCall<A, B> reporting =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            super.close(status, trailers);
            exchange.end(status.getCode().name().toLowerCase(Locale.ROOT));
          }
        };
    ServerCall.Listener<A> listener;
    try {
      listener =
          Contexts.interceptCall(
              WeirServerInterceptor.with(context, exchange), reporting, headers, next);
    } catch (RuntimeException e) {
      exchange.end("unknown");
      throw e;
    }
    admit(
        new SimpleForwardingServerCallListener<>(listener) {
          @Override
          public void onCancel() {
            exchange.end("cancelled");
            super.onCancel();
          }

          @Override
          public void onComplete() {
            // A handler that threw did not close its call; gRPC did.
            exchange.end("unknown");
            super.onComplete();
          }
        });
  }

  private void refuse(StatusRuntimeException refusal) {
    Metadata trailers = refusal.getTrailers();
    call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
    admit(new ServerCall.Listener<>() {});
  }

  private static StatusRuntimeException notJudged(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof InvalidRequestException mistake) {
      log.warn("Weir cannot judge a call: {}", mistake.getMessage());
      return Refusals.notJudged();
    }
    throw new IllegalStateException("a check failed in an unforeseen way", cause);
  }

  private void admit(ServerCall.Listener<A> listener) {
    synchronized (this) {
      admitted = listener;
      delivering = true;
    }
    drain(listener);
  }

  private void deliver(Consumer<ServerCall.Listener<A>> event) {
    ServerCall.Listener<A> listener;
    synchronized (this) {
      waiting.add(event);
      listener = admitted;
      if (listener == null || delivering) {
        return;
      }
      delivering = true;
    }
    drain(listener);
  }

  private void drain(ServerCall.Listener<A> listener) {
    while (true) {
      Consumer<ServerCall.Listener<A>> event;
      synchronized (this) {
        event = waiting.poll();
        if (event == null) {
          delivering = false;
          return;
        }
      }
      boolean delivered = false;
      try {
        event.accept(listener);
        delivered = true;
      } finally {
        if (!delivered) {
          synchronized (this) {
            delivering = false;
          }
        }
      }
    }
  }

  @Override
  public void onMessage(A message) {
    deliver(listener -> listener.onMessage(message));
    ask(Optional.of(message));
  }

  @Override
  public void onHalfClose() {
    deliver(ServerCall.Listener::onHalfClose);
    // A client that sent no message is judged too; its handler will complain.
    ask(Optional.empty());
  }

  @Override
  public void onCancel() {
    synchronized (this) {
      cancelled = true;
    }
    deliver(ServerCall.Listener::onCancel);
  }

  @Override
  public void onComplete() {
    deliver(ServerCall.Listener::onComplete);
  }

  @Override
  public void onReady() {
    deliver(ServerCall.Listener::onReady);
  }
}
