package dev.weir.client;

import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceImplBase;
import dev.weir.v1.Evidence;
import dev.weir.v1.Reason;
import dev.weir.v1.ReportRequest;
import dev.weir.v1.ReportResponse;
import dev.weir.v1.Verdict;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A real server on a free port of the loopback, which answers as a test says and remembers what it
 * was asked.
 */
public final class FakeWeir extends DecisionServiceImplBase implements AutoCloseable {
  /** Denies, for a reason with what no caller is to see. */
  public static final CheckResponse DENY =
      CheckResponse.newBuilder()
          .setDecisionId("d1")
          .setVerdict(Verdict.DENY)
          .addReasons(
              Reason.newBuilder()
                  .setCode("ACCOUNT_SUSPENDED")
                  .setRule("secret_rule")
                  .setDetail("secret detail"))
          .build();

  private final Queue<CheckRequest> checks = new ConcurrentLinkedQueue<>();
  private final Queue<ReportRequest> reports = new ConcurrentLinkedQueue<>();
  private final Server server;
  private volatile BiConsumer<CheckRequest, StreamObserver<CheckResponse>> onCheck =
      (request, answer) -> reply(answer, allow(request));
  private volatile Function<StreamObserver<CheckResponse>, StreamObserver<CheckRequest>> onStream =
      answers -> requests(request -> answers.onNext(allow(request)), answers::onCompleted);

  private FakeWeir(
      int port,
      ServerCredentials credentials,
      ServerInterceptor interceptor,
      BindableService... others)
      throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
            .intercept(interceptor)
            .addService(this);
    for (BindableService other : others) {
      builder.addService(other);
    }
    server = builder.build().start();
  }

  /** Starts a server on a free port, in plain text. */
  public static FakeWeir start(BindableService... others) {
    try {
      return start(0, InsecureServerCredentials.create(), others);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server on a port, 0 for any that is free. */
  public static FakeWeir start(int port, ServerCredentials credentials, BindableService... others)
      throws IOException {
    ServerInterceptor nothing =
        new ServerInterceptor() {
          @Override
          public <A, B> io.grpc.ServerCall.Listener<A> interceptCall(
              io.grpc.ServerCall<A, B> call,
              io.grpc.Metadata headers,
              io.grpc.ServerCallHandler<A, B> next) {
            return next.startCall(call, headers);
          }
        };
    return new FakeWeir(port, credentials, nothing, others);
  }

  /** Starts a server on a free port whose calls pass an interceptor first. */
  public static FakeWeir intercepted(ServerInterceptor interceptor, BindableService... others)
      throws IOException {
    return new FakeWeir(0, InsecureServerCredentials.create(), interceptor, others);
  }

  /** Answers every check from now on. */
  public FakeWeir onCheck(BiConsumer<CheckRequest, StreamObserver<CheckResponse>> behaviour) {
    onCheck = behaviour;
    return this;
  }

  /** Answers every check from now on with this, and the request's id. */
  public FakeWeir answer(CheckResponse response) {
    return onCheck(
        (request, answer) ->
            reply(answer, response.toBuilder().setRequestId(request.getRequestId()).build()));
  }

  /** Opens every stream from now on. */
  public FakeWeir onStream(
      Function<StreamObserver<CheckResponse>, StreamObserver<CheckRequest>> behaviour) {
    onStream = behaviour;
    return this;
  }

  /** Returns an ALLOW for a request. */
  public static CheckResponse allow(CheckRequest request) {
    return CheckResponse.newBuilder()
        .setRequestId(request.getRequestId())
        .setDecisionId("01JDECISION")
        .setVerdict(Verdict.ALLOW)
        .setEvidence(Evidence.COMPLETE)
        .setPolicyVersion("model-api@0123456789ab")
        .build();
  }

  /** Returns the receiving end of a stream. */
  public static StreamObserver<CheckRequest> requests(
      Consumer<CheckRequest> onRequest, Runnable onCompleted) {
    return new StreamObserver<>() {
      @Override
      public void onNext(CheckRequest request) {
        onRequest.accept(request);
      }

      @Override
      public void onError(Throwable cancelled) {
        // The client went away, as clients do.
      }

      @Override
      public void onCompleted() {
        onCompleted.run();
      }
    };
  }

  /** Sends one answer and ends the call. */
  public static <T> void reply(StreamObserver<T> to, T response) {
    to.onNext(response);
    to.onCompleted();
  }

  public String address() {
    return "127.0.0.1:" + port();
  }

  public int port() {
    return server.getPort();
  }

  public Queue<CheckRequest> checks() {
    return checks;
  }

  public Queue<ReportRequest> reports() {
    return reports;
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> answer) {
    checks.add(request);
    onCheck.accept(request, answer);
  }

  @Override
  public StreamObserver<CheckRequest> checkStream(StreamObserver<CheckResponse> answers) {
    return onStream.apply(answers);
  }

  @Override
  public void report(ReportRequest request, StreamObserver<ReportResponse> answer) {
    reports.add(request);
    reply(answer, ReportResponse.getDefaultInstance());
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
