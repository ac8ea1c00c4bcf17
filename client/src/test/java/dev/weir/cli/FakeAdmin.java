package dev.weir.cli;

import com.google.protobuf.Message;
import dev.weir.client.FakeWeir;
import dev.weir.v1.Account;
import dev.weir.v1.AccountServiceGrpc.AccountServiceImplBase;
import dev.weir.v1.ApplyPolicyRequest;
import dev.weir.v1.ApplyPolicyResponse;
import dev.weir.v1.BatchPutAccountsRequest;
import dev.weir.v1.BatchPutAccountsResponse;
import dev.weir.v1.Challenge;
import dev.weir.v1.ChallengeServiceGrpc.ChallengeServiceImplBase;
import dev.weir.v1.CohortServiceGrpc.CohortServiceImplBase;
import dev.weir.v1.DeleteAccountRequest;
import dev.weir.v1.DeleteAccountResponse;
import dev.weir.v1.ExportIndicatorsRequest;
import dev.weir.v1.ExportIndicatorsResponse;
import dev.weir.v1.GetAccountRequest;
import dev.weir.v1.GetCampaignRequest;
import dev.weir.v1.GetCampaignResponse;
import dev.weir.v1.GetChallengeRequest;
import dev.weir.v1.GetCohortRequest;
import dev.weir.v1.GetCohortResponse;
import dev.weir.v1.GetPolicyRequest;
import dev.weir.v1.ImportIndicatorsRequest;
import dev.weir.v1.ImportIndicatorsResponse;
import dev.weir.v1.ListCampaignsRequest;
import dev.weir.v1.ListCampaignsResponse;
import dev.weir.v1.ListCohortsRequest;
import dev.weir.v1.ListCohortsResponse;
import dev.weir.v1.ListRiskScoresRequest;
import dev.weir.v1.ListRiskScoresResponse;
import dev.weir.v1.Policy;
import dev.weir.v1.PolicyServiceGrpc.PolicyServiceImplBase;
import dev.weir.v1.PutAccountRequest;
import dev.weir.v1.PutAccountResponse;
import dev.weir.v1.PutRiskScoreRequest;
import dev.weir.v1.PutRiskScoreResponse;
import dev.weir.v1.ReloadPolicyRequest;
import dev.weir.v1.ReloadPolicyResponse;
import dev.weir.v1.ResolveChallengeRequest;
import dev.weir.v1.ResolveChallengeResponse;
import dev.weir.v1.SetCohortDispositionRequest;
import dev.weir.v1.SetCohortDispositionResponse;
import dev.weir.v1.ValidatePolicyRequest;
import dev.weir.v1.ValidatePolicyResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
            new Guard(), new Accounts(), new Challenges(), new Cohorts(), new Policies());
  }

  static FakeAdmin start() throws IOException {
    return new FakeAdmin();
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

  private <T extends Message> void reply(Message request, StreamObserver<T> to, T otherwise) {
    requests.add(request);
    Object answer = answers.getOrDefault(request.getClass(), otherwise);
    if (answer instanceof StatusRuntimeException failure) {
      to.onError(failure);
    } else {
      @SuppressWarnings("unchecked")
      T message = (T) answer;
      FakeWeir.reply(to, message);
    }
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

  private final class Accounts extends AccountServiceImplBase {
    @Override
    public void putAccount(PutAccountRequest request, StreamObserver<PutAccountResponse> to) {
      reply(request, to, PutAccountResponse.getDefaultInstance());
    }

    @Override
    public void getAccount(GetAccountRequest request, StreamObserver<Account> to) {
      reply(request, to, Account.getDefaultInstance());
    }

    @Override
    public void deleteAccount(
        DeleteAccountRequest request, StreamObserver<DeleteAccountResponse> to) {
      reply(request, to, DeleteAccountResponse.getDefaultInstance());
    }

    @Override
    public StreamObserver<BatchPutAccountsRequest> batchPutAccounts(
        StreamObserver<BatchPutAccountsResponse> to) {
      return new StreamObserver<>() {
        private final BatchPutAccountsRequest.Builder all = BatchPutAccountsRequest.newBuilder();

        @Override
        public void onNext(BatchPutAccountsRequest request) {
          all.addAllAccounts(request.getAccountsList());
        }

        @Override
        public void onError(Throwable cancelled) {
          requests.add(all.build());
        }

        @Override
        public void onCompleted() {
          reply(
              all.build(),
              to,
              BatchPutAccountsResponse.newBuilder().setStored(all.getAccountsCount()).build());
        }
      };
    }

    @Override
    public void putRiskScore(PutRiskScoreRequest request, StreamObserver<PutRiskScoreResponse> to) {
      reply(request, to, PutRiskScoreResponse.newBuilder().setStored(1).build());
    }

    @Override
    public void listRiskScores(
        ListRiskScoresRequest request, StreamObserver<ListRiskScoresResponse> to) {
      reply(request, to, ListRiskScoresResponse.getDefaultInstance());
    }
  }

  private final class Challenges extends ChallengeServiceImplBase {
    @Override
    public void getChallenge(GetChallengeRequest request, StreamObserver<Challenge> to) {
      reply(request, to, Challenge.getDefaultInstance());
    }

    @Override
    public void resolveChallenge(
        ResolveChallengeRequest request, StreamObserver<ResolveChallengeResponse> to) {
      reply(request, to, ResolveChallengeResponse.getDefaultInstance());
    }
  }

  private final class Cohorts extends CohortServiceImplBase {
    @Override
    public void listCohorts(ListCohortsRequest request, StreamObserver<ListCohortsResponse> to) {
      reply(request, to, ListCohortsResponse.getDefaultInstance());
    }

    @Override
    public void getCohort(GetCohortRequest request, StreamObserver<GetCohortResponse> to) {
      reply(request, to, GetCohortResponse.getDefaultInstance());
    }

    @Override
    public void setCohortDisposition(
        SetCohortDispositionRequest request, StreamObserver<SetCohortDispositionResponse> to) {
      reply(request, to, SetCohortDispositionResponse.getDefaultInstance());
    }

    @Override
    public void listCampaigns(
        ListCampaignsRequest request, StreamObserver<ListCampaignsResponse> to) {
      reply(request, to, ListCampaignsResponse.getDefaultInstance());
    }

    @Override
    public void getCampaign(GetCampaignRequest request, StreamObserver<GetCampaignResponse> to) {
      reply(request, to, GetCampaignResponse.getDefaultInstance());
    }

    @Override
    public void exportIndicators(
        ExportIndicatorsRequest request, StreamObserver<ExportIndicatorsResponse> to) {
      reply(request, to, ExportIndicatorsResponse.getDefaultInstance());
    }

    @Override
    public void importIndicators(
        ImportIndicatorsRequest request, StreamObserver<ImportIndicatorsResponse> to) {
      reply(request, to, ImportIndicatorsResponse.getDefaultInstance());
    }
  }

  private final class Policies extends PolicyServiceImplBase {
    @Override
    public void getPolicy(GetPolicyRequest request, StreamObserver<Policy> to) {
      reply(request, to, Policy.getDefaultInstance());
    }

    @Override
    public void validatePolicy(
        ValidatePolicyRequest request, StreamObserver<ValidatePolicyResponse> to) {
      reply(request, to, ValidatePolicyResponse.newBuilder().setValid(true).build());
    }

    @Override
    public void applyPolicy(ApplyPolicyRequest request, StreamObserver<ApplyPolicyResponse> to) {
      reply(request, to, ApplyPolicyResponse.getDefaultInstance());
    }

    @Override
    public void reloadPolicy(ReloadPolicyRequest request, StreamObserver<ReloadPolicyResponse> to) {
      reply(request, to, ReloadPolicyResponse.getDefaultInstance());
    }
  }
}
