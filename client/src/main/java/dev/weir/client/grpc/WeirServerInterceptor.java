package dev.weir.client.grpc;

import dev.weir.client.Exchange;
import dev.weir.client.WeirClient;
import dev.weir.v1.CheckRequest;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;

/**
 * Asks Weir about every call before its handler sees it. An allowed call is served, with an {@link
 * Exchange} in its context where the handler says what it used; when it ends, that is reported.
 *
 * <p>A refused call ends with a status that tells its caller no more than the decisive reason's
 * code, as the reason of a {@code google.rpc.ErrorInfo}: RESOURCE_EXHAUSTED with {@code
 * google.rpc.RetryInfo} where waiting helps, otherwise PERMISSION_DENIED. A challenge is
 * PERMISSION_DENIED too, with its id, kinds and URL in the ErrorInfo's metadata. Where Weir cannot
 * be asked and the fallback is to deny, the status is UNAVAILABLE; where Weir finds the question
 * invalid, INVALID_ARGUMENT, and the log says why.
 *
 * <p>A call of one message is judged once that has come, so that its tokens can be counted; a call
 * whose client may send several is judged at its beginning. No thread waits for Weir: the handler
 * starts on the thread that brings the answer.
 */
public final class WeirServerInterceptor implements ServerInterceptor {
  private static final Context.Key<Exchange> EXCHANGE = Context.key("weir-exchange");

  private final WeirClient client;
  private final CallReader reader;

  private WeirServerInterceptor(WeirClient client, CallReader reader) {
    this.client = client;
    this.reader = reader;
  }

  /** Returns an interceptor that asks {@code client} what {@code reader} reads from each call. */
  public static WeirServerInterceptor of(WeirClient client, CallReader reader) {
    return new WeirServerInterceptor(client, reader);
  }

  /**
   * Returns the exchange of the call that this thread serves; empty if Weir was not asked about it.
   */
  public static Optional<Exchange> current() {
    return Optional.ofNullable(EXCHANGE.get());
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    Admission<A, B> admission = new Admission<>(this, call, headers, next);
    if (call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      call.request(1);
    } else {
      admission.ask(Optional.empty());
    }
    return admission;
  }

  WeirClient client() {
    return client;
  }

  Optional<CheckRequest> read(ServerCall<?, ?> call, Metadata headers, Optional<Object> message) {
    return reader.read(call, headers, message);
  }

  static Context with(Context context, Exchange exchange) {
    return context.withValue(EXCHANGE, exchange);
  }
}
