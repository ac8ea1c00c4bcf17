package dev.weir.demo;

import dev.weir.cli.CommandFailure;
import dev.weir.cli.ExitCode;
import dev.weir.config.Endpoint;
import dev.weir.demo.Event.AccountPushed;
import dev.weir.demo.Event.Checked;
import dev.weir.demo.Event.Reported;
import dev.weir.server.EmbeddedServer;
import dev.weir.v1.AccountServiceGrpc;
import dev.weir.v1.AccountServiceGrpc.AccountServiceStub;
import dev.weir.v1.ChallengeServiceGrpc;
import dev.weir.v1.ChallengeServiceGrpc.ChallengeServiceStub;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceStub;
import dev.weir.v1.PutAccountRequest;
import dev.weir.v1.ResolveChallengeResponse;
import dev.weir.v1.Verdict;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server of its own that a trace is put to over gRPC, by those who use one: the provider's
 * systems, front ends, and people who are asked. All that is played is played by a thread of its
 * own, and may be read when that is done.
 */
final class ServerRun implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final CompletableFuture<?> NOTHING_BEFORE = CompletableFuture.completedFuture("");

  /** A server that is slower than this is broken. */
  private static final long PATIENCE_SECONDS = 60;

  private final EmbeddedServer server;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("weir-demo").factory());
  private final ManagedChannel decisionChannel;
  private final ManagedChannel adminChannel;
  private final DecisionServiceStub decisions;
  private final AccountServiceStub accounts;
  private final ChallengeServiceStub challenges;
  private final People people = new People();
  private final Tally tally = new Tally();

  /** The decision ids of requests that were allowed, until their reports come. */
  private final Map<String, String> admitted = new ConcurrentHashMap<>();

  private final List<Asked> asked = new ArrayList<>();
  private final List<CompletableFuture<?>> calls = new ArrayList<>();
  private long called;

  /** A request, and what will be answered. */
  private record Asked(Checked check, CompletableFuture<CheckResponse> answer) {}

  private ServerRun(EmbeddedServer server) {
    this.server = server;
    this.decisionChannel = channel(server.decisions());
    this.adminChannel = channel(server.admin());
    this.decisions = DecisionServiceGrpc.newStub(decisionChannel);
    Channel admin = authorized(adminChannel, server.adminToken());
    this.accounts = AccountServiceGrpc.newStub(admin);
    this.challenges = ChallengeServiceGrpc.newStub(admin);
  }

  /**
   * Starts a server.
   *
   * @param policy the text of the policy that it decides by
   * @param now when the trace begins, in epoch milliseconds
   * @throws IOException where it cannot be started
   */
  static ServerRun start(String policy, long now) throws IOException {
    return new ServerRun(EmbeddedServer.start(policy, now));
  }

  /**
   * Plays what happens at about one time, after what was to be played before.
   *
   * @param now what the server's clock shows meanwhile, in epoch milliseconds
   * @return done when all is answered; fails with a {@link CommandFailure} where it is not
   */
  CompletableFuture<Void> play(long now, List<Event> events) {
    return CompletableFuture.runAsync(
        () -> {
          send(now, events);
          await(now);
        },
        thread);
  }

  /** Sends all at once, but for what one caller does, which keeps its order. */
  private void send(long now, List<Event> events) {
    server.advance(now);
    answerChallenges(now);
    Map<String, CompletableFuture<?>> last = new HashMap<>();
    for (Event event : events) {
      CompletableFuture<?> before = last.getOrDefault(event.caller(), NOTHING_BEFORE);
      CompletableFuture<?> call =
          switch (event) {
            case AccountPushed pushed -> {
              people.know(pushed.account());
              yield before.thenCompose(done -> push(pushed));
            }
            case Checked check -> {
              CheckRequest request = carrying(check.request(), now);
              CompletableFuture<CheckResponse> answer = before.thenCompose(done -> check(request));
              asked.add(new Asked(check, answer));
              yield answer;
            }
            case Reported reported -> before.thenCompose(done -> report(reported));
          };
      last.put(event.caller(), call);
      calls.add(call);
    }
  }

  /** Waits until all that was sent is answered, and notes it. */
  private void await(long now) {
    calls.forEach(this::await);
    called += calls.size();
    calls.clear();
    for (Asked each : asked) {
      CheckResponse answer = await(each.answer);
      Checked check = each.check;
      tally.add(check.truth(), check.request().getPrincipal().getAccountId(), answer.getVerdict());
      // Whether somebody answers is of the trace's truth; that somebody is asked, is of the server.
      if (check.truth().passesChallenge() && answer.hasChallenge()) {
        people.ask(answer.getChallenge(), now);
      }
    }
    asked.clear();
  }

  /** Returns what became of whom. */
  Tally tally() {
    return tally;
  }

  /** Returns how many calls were made. */
  long called() {
    return called;
  }

  /** Returns the policy that decided, as {@code name@digest}. */
  String policyVersion() {
    return server.policyVersion();
  }

  /** Returns where the server takes requests. */
  Endpoint endpoint() {
    return server.decisions();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    decisionChannel.shutdownNow();
    adminChannel.shutdownNow();
    server.close();
  }

  private void answerChallenges(long now) {
    List<CompletableFuture<ResolveChallengeResponse>> answered =
        people.answers(now).stream()
            .map(answer -> Calls.call(challenges::resolveChallenge, answer))
            .toList();
    for (CompletableFuture<ResolveChallengeResponse> each : answered) {
      ResolveChallengeResponse response = await(each);
      called++;
      if (!response.getClearance().isEmpty()) {
        people.clear(response.getChallenge().getAccountId(), response.getClearance(), now);
      }
    }
  }

  private CompletableFuture<?> push(AccountPushed pushed) {
    return Calls.call(
        accounts::putAccount, PutAccountRequest.newBuilder().setAccount(pushed.account()).build());
  }

  private CompletableFuture<CheckResponse> check(CheckRequest request) {
    return Calls.call(decisions::check, request)
        .thenApply(
            answer -> {
              if (answer.getVerdict() == Verdict.ALLOW) {
                admitted.put(request.getRequestId(), answer.getDecisionId());
              }
              return answer;
            });
  }

  /** Settles a request that was admitted; what was not, has nothing to settle. */
  private CompletableFuture<?> report(Reported reported) {
    String decisionId = admitted.remove(reported.requestId());
    return decisionId == null
        ? NOTHING_BEFORE
        : Calls.call(
            decisions::report, reported.report().toBuilder().setDecisionId(decisionId).build());
  }

  private CheckRequest carrying(CheckRequest request, long now) {
    String clearance = people.clearance(request.getPrincipal().getAccountId(), now);
    return clearance.isEmpty() ? request : request.toBuilder().setClearance(clearance).build();
  }

  private <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILURE, "interrupted");
    } catch (ExecutionException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, "the server at " + endpoint() + " failed: " + e.getCause());
    } catch (TimeoutException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "no answer from the server at " + endpoint() + " within " + PATIENCE_SECONDS + " s");
    }
  }

  private static ManagedChannel channel(Endpoint endpoint) {
    return Grpc.newChannelBuilderForAddress(
            endpoint.host(), endpoint.port(), InsecureChannelCredentials.create())
        .directExecutor()
        .build();
  }

  private static Channel authorized(Channel channel, String token) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
