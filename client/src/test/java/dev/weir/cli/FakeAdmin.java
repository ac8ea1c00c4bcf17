package dev.weir.cli;

import com.google.protobuf.Message;
import dev.weir.client.FakeWeir;
import dev.weir.v1.AccountServiceGrpc;
import dev.weir.v1.BatchPutAccountsRequest;
import dev.weir.v1.BatchPutAccountsResponse;
import dev.weir.v1.ChallengeServiceGrpc;
import dev.weir.v1.CohortServiceGrpc;
import dev.weir.v1.LimitServiceGrpc;
import dev.weir.v1.PolicyServiceGrpc;
import dev.weir.v1.PutRiskScoreRequest;
import dev.weir.v1.PutRiskScoreResponse;
import dev.weir.v1.ValidatePolicyRequest;
import dev.weir.v1.ValidatePolicyResponse;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real admin port with one token, which answers each request as a test says and remembers it. */
final class FakeAdmin implements AutoCloseable {
  static final String TOKEN = "secret-token";

  private final List<Message> requests = new CopyOnWriteArrayList<>();
  private final Map<Class<?>, Object> answers = new ConcurrentHashMap<>();
  private final FakeWeir server;

  private FakeAdmin() throws IOException {
    server =
        FakeWeir.intercepted(
            new Guard(),
            service(AccountServiceGrpc.getServiceDescriptor()),
            service(ChallengeServiceGrpc.getServiceDescriptor()),
            service(CohortServiceGrpc.getServiceDescriptor()),
            service(LimitServiceGrpc.getServiceDescriptor()),
            service(PolicyServiceGrpc.getServiceDescriptor()));
  }

  static FakeAdmin start() {
    try {
      return new FakeAdmin();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers requests of a type with a message, or with a status's exception. */
  FakeAdmin answer(Class<? extends Message> request, Object answer) {
    answers.put(request, answer);
    return this;
  }

  String address() {
    return server.address();
  }

  List<Message> requests() {
    return requests;
  }

  /** Runs a command against this port, with its token in the environment. */
  Weir.Run run(Weir weir, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--admin");
    all.add(address());
    return weir.with("WEIR_ADMIN_TOKEN", TOKEN).run(all.toArray(String[]::new));
  }

  Weir.Run run(String... arguments) {
    return run(new Weir(), arguments);
  }

  @Override
  public void close() {
    server.close();
  }

  private static final class Guard implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      String sent = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
      if (!("Bearer " + TOKEN).equals(sent)) {
        call.close(Status.UNAUTHENTICATED, new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(call, headers);
    }
  }

  /** Serves every method of a service: one message answers a call. */
  private BindableService service(ServiceDescriptor descriptor) {
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor);
    for (MethodDescriptor<?, ?> method : descriptor.getMethods()) {
      @SuppressWarnings("unchecked")
      MethodDescriptor<Message, Message> known = (MethodDescriptor<Message, Message>) method;
      service.addMethod(known, ServerCalls.asyncClientStreamingCall(to -> new Call(known, to)));
    }
    return service::build;
  }

  /** One call: what it sends is merged, so that lists of several messages become one list. */
  private final class Call implements StreamObserver<Message> {
    private final StreamObserver<Message> to;
    private final Message.Builder request;
    private final Message otherwise;

    Call(MethodDescriptor<Message, Message> method, StreamObserver<Message> to) {
      this.to = to;
      this.request = prototype(method.getRequestMarshaller()).newBuilderForType();
      this.otherwise = prototype(method.getResponseMarshaller());
    }

    @Override
    public void onNext(Message message) {
      request.mergeFrom(message);
    }

    @Override
    public void onError(Throwable cancelled) {
      requests.add(request.build());
    }

    @Override
    public void onCompleted() {
      reply(request.build());
    }

    private void reply(Message asked) {
      requests.add(asked);
      Object answer = answers.getOrDefault(asked.getClass(), usual(asked));
      if (answer instanceof StatusRuntimeException failure) {
        to.onError(failure);
      } else {
        FakeWeir.reply(to, (Message) answer);
      }
    }

    private Message usual(Message asked) {
      if (asked instanceof BatchPutAccountsRequest all) {
        return BatchPutAccountsResponse.newBuilder().setStored(all.getAccountsCount()).build();
      }
      if (asked instanceof PutRiskScoreRequest) {
        return PutRiskScoreResponse.newBuilder().setStored(1).build();
      }
      if (asked instanceof ValidatePolicyRequest) {
        return ValidatePolicyResponse.newBuilder().setValid(true).build();
      }
      return otherwise;
    }

    private static Message prototype(MethodDescriptor.Marshaller<Message> marshaller) {
      return Objects.requireNonNull(
          ((MethodDescriptor.PrototypeMarshaller<Message>) marshaller).getMessagePrototype());
    }
  }
}
