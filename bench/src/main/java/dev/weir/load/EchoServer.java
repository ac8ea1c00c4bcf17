package dev.weir.load;

import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceImplBase;
import dev.weir.v1.Evidence;
import dev.weir.v1.Verdict;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A program that answers every check with the same ALLOW, on its network threads, as Weir does:
 * what is left of a check where nothing is decided.
 */
final class EchoServer {
  private static final CheckResponse ANSWER =
      CheckResponse.newBuilder()
          .setDecisionId("01M85VXR4Z96R26NF7M6GY7GPY")
          .setVerdict(Verdict.ALLOW)
          .setEvidence(Evidence.COMPLETE)
          .setPolicyVersion("echo@000000000000")
          .build();

  private EchoServer() {}

  /** Serves until the process is ended; its argument is the ready file, as Weir writes one. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    serve(echo(), Path.of(arguments[0]));
  }

  /** Starts a server on a free port of this machine. */
  static Server start() throws IOException {
    return start(echo());
  }

  /** Serves on a free port of this machine until the process is ended. */
  static void serve(DecisionServiceImplBase service, Path ready)
      throws IOException, InterruptedException {
    Server server = start(service);
    Path part = ready.resolveSibling("ready.part");
    Files.writeString(part, "{\"grpc\":\"127.0.0.1:" + server.getPort() + "\"}");
    Files.move(part, ready, StandardCopyOption.ATOMIC_MOVE);
    server.awaitTermination();
  }

  private static Server start(DecisionServiceImplBase service) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .directExecutor()
        .addService(service)
        .build()
        .start();
  }

  private static DecisionServiceImplBase echo() {
    return new DecisionServiceImplBase() {
      @Override
      public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
        observer.onNext(ANSWER);
        observer.onCompleted();
      }
    };
  }
}
