package dev.weir.telemetry;

import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Takes whatever is exported over gRPC, and keeps its bytes: names in protobuf are readable as they
 * are.
 */
final class Collector implements AutoCloseable {
  private final Map<String, String> received = new ConcurrentHashMap<>();
  private final Queue<String> headers = new ConcurrentLinkedQueue<>();
  private final Server server;

  Collector() throws IOException {
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .fallbackHandlerRegistry(new AnyMethod())
            .directExecutor()
            .build()
            .start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** Returns all that was sent to a service, as text. */
  String received(String service) {
    return received.getOrDefault(service, "");
  }

  String headers() {
    return String.join("\n", headers);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class AnyMethod extends HandlerRegistry {
    @Override
    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(
        String methodName, @Nullable String authority) {
      MethodDescriptor<byte[], byte[]> method =
          MethodDescriptor.newBuilder(new Bytes(), new Bytes())
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(methodName)
              .build();
      return ServerMethodDefinition.create(
          method,
          new KeepingHeaders(
              ServerCalls.asyncUnaryCall(
                  (request, response) -> {
                    received.merge(
                        String.valueOf(MethodDescriptor.extractFullServiceName(methodName)),
                        new String(request, StandardCharsets.ISO_8859_1),
                        String::concat);
                    response.onNext(new byte[0]);
                    response.onCompleted();
                  })));
    }
  }

  private final class KeepingHeaders implements ServerCallHandler<byte[], byte[]> {
    private final ServerCallHandler<byte[], byte[]> handler;

    KeepingHeaders(ServerCallHandler<byte[], byte[]> handler) {
      this.handler = handler;
    }

    @Override
    public ServerCall.Listener<byte[]> startCall(
        ServerCall<byte[], byte[]> call, Metadata metadata) {
      headers.add(metadata.toString());
      return handler.startCall(call, metadata);
    }
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
