package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.weir.client.FallbackCause.Kind;
import dev.weir.v1.Challenge;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.Evidence;
import dev.weir.v1.Principal;
import dev.weir.v1.Reason;
import io.grpc.Context;
import io.grpc.InsecureServerCredentials;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeirClientTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final CheckRequest REQUEST =
      CheckRequest.newBuilder().setPrincipal(Principal.newBuilder().setAccountId("a1")).build();

  @AutoClose private FakeWeir server = FakeWeir.start();

  private static WeirClientBuilder to(String... addresses) {
    return WeirClient.builder()
        .targets(List.of(addresses))
        .plaintext()
        .deadline(LONG)
        .fallback(Fallback.ALLOW);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Kind kind(CheckResult result) {
    return result.fallback().orElseThrow().kind();
  }

  @Test
  void aDecisionIsPassedOnWhole() {
    CheckResponse answer =
        CheckResponse.newBuilder()
            .setDecisionId("d1")
            .setVerdict(dev.weir.v1.Verdict.CHALLENGE)
            .addReasons(Reason.newBuilder().setCode("VERIFICATION_REQUIRED").setRule("r"))
            .setRetryAfter(com.google.protobuf.Duration.newBuilder().setSeconds(1).setNanos(5))
            .setChallenge(Challenge.newBuilder().setChallengeId("c1"))
            .setEvidence(Evidence.PARTIAL)
            .build();
    server.answer(answer);

    try (WeirClient client = to(server.address()).build()) {
      CheckResult result = client.check(REQUEST.toBuilder().setRequestId("r1").build());

      assertThat(result.verdict()).isEqualTo(Verdict.CHALLENGE);
      assertThat(result.isAllowed()).isFalse();
      assertThat(result.isFallback()).isFalse();
      assertThat(result.requestId()).isEqualTo("r1");
      assertThat(result.decisionId()).isEqualTo("d1");
      assertThat(result.code()).isEqualTo("VERIFICATION_REQUIRED");
      assertThat(result.retryAfter()).contains(Duration.ofSeconds(1, 5));
      assertThat(result.challenge()).map(Challenge::getChallengeId).contains("c1");
      assertThat(result.evidence()).isEqualTo(Evidence.PARTIAL);
      assertThat(result.response()).isEqualTo(answer.toBuilder().setRequestId("r1").build());
    }
  }

  @Test
  void aRequestWithoutAnIdGetsOneOfItsOwn() {
    try (WeirClient client = to(server.address()).build()) {
      CheckResult first = client.check(REQUEST);
      CheckResult second = client.check(REQUEST);

      assertThat(first.requestId()).isNotEmpty().isNotEqualTo(second.requestId());
      assertThat(server.checks())
          .extracting(CheckRequest::getRequestId)
          .containsExactly(first.requestId(), second.requestId());
    }
  }

  @Test
  void anInvalidRequestIsTheCallersErrorAndNamesItsField() {
    server.onCheck(
        (request, answer) ->
            answer.onError(
                StatusProto.toStatusRuntimeException(
                    com.google.rpc.Status.newBuilder()
                        .setCode(Status.Code.INVALID_ARGUMENT.value())
                        .setMessage("network.ip: \"x\" (expected: an IP literal)")
                        .addDetails(
                            Any.pack(
                                ErrorInfo.newBuilder()
                                    .setReason("INVALID_FIELD")
                                    .putMetadata("field", "network.ip")
                                    .build()))
                        .build())));

    try (WeirClient client = to(server.address()).build()) {
      InvalidRequestException mistake =
          catchThrowableOfType(InvalidRequestException.class, () -> client.check(REQUEST));

      assertThat(mistake).hasMessage("network.ip: \"x\" (expected: an IP literal)");
      assertThat(mistake.field()).isEqualTo("network.ip");
      assertThat(mistake.reason()).isEqualTo("INVALID_FIELD");
      assertThat(client.checkAsync(REQUEST).toCompletableFuture())
          .failsWithin(LONG)
          .withThrowableThat()
          .withCauseInstanceOf(InvalidRequestException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Fallback.class)
  void aServerThatIsTooSlowYieldsTheChosenFallback(Fallback fallback) {
    server.onCheck((request, answer) -> {});

    try (WeirClient client =
        to(server.address()).deadline(Duration.ofMillis(30)).fallback(fallback).build()) {
      CheckResult result = client.check(REQUEST.toBuilder().setRequestId("r1").build());

      assertThat(result.verdict()).isEqualTo(fallback.verdict());
      assertThat(kind(result)).isEqualTo(Kind.TIMEOUT);
      assertThat(result.requestId()).isEqualTo("r1");
      assertThat(result.decisionId()).isEmpty();
      assertThat(result.code()).isEqualTo(CheckResult.UNAVAILABLE);
      assertThat(result.evidence()).isEqualTo(Evidence.NONE);
      assertThat(result.response().getVerdict().name()).isEqualTo(fallback.name());
    }
  }

  @Test
  void aServerThatIsNotThereYieldsTheFallback() throws IOException {
    try (WeirClient client = to("127.0.0.1:" + freePort()).fallback(Fallback.DENY).build()) {
      CheckResult result = client.check(REQUEST);

      assertThat(result.verdict()).isEqualTo(Verdict.DENY);
      assertThat(kind(result)).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void aNameThatDoesNotResolveYieldsTheFallback() {
    try (WeirClient client = to("nowhere.invalid:9090").build()) {
      assertThat(kind(client.check(REQUEST))).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void whatIsUnavailableIsTriedOnceMoreUnderTheSameId() {
    AtomicInteger calls = new AtomicInteger();
    server.onCheck(
        (request, answer) -> {
          if (calls.incrementAndGet() == 1) {
            answer.onError(Status.UNAVAILABLE.asRuntimeException());
          } else {
            FakeWeir.reply(answer, FakeWeir.allow(request));
          }
        });

    try (WeirClient client = to(server.address()).build()) {
      CheckResult result = client.check(REQUEST);

      assertThat(result.isFallback()).isFalse();
      assertThat(server.checks())
          .extracting(CheckRequest::getRequestId)
          .containsExactly(result.requestId(), result.requestId());
    }
  }

  @Test
  void whatStaysUnavailableIsTriedTwiceAtMost() {
    server.onCheck((request, answer) -> answer.onError(Status.UNAVAILABLE.asRuntimeException()));

    try (WeirClient client = to(server.address()).build()) {
      assertThat(kind(client.check(REQUEST))).isEqualTo(Kind.UNREACHABLE);
      assertThat(server.checks()).hasSize(2);
    }
  }

  @Test
  void otherFailuresAreNotTriedAgain() {
    server.onCheck((request, answer) -> answer.onError(Status.INTERNAL.asRuntimeException()));

    try (WeirClient client = to(server.address()).build()) {
      assertThat(kind(client.check(REQUEST))).isEqualTo(Kind.FAILED);
      assertThat(server.checks()).hasSize(1);
    }
  }

  @Test
  void aServerThatRefusesTheClientYieldsTheFallback() {
    server.onCheck(
        (request, answer) -> answer.onError(Status.UNAUTHENTICATED.asRuntimeException()));

    try (WeirClient client = to(server.address()).build()) {
      assertThat(kind(client.check(REQUEST))).isEqualTo(Kind.REFUSED);
    }
  }

  @Test
  void aVerdictOfALaterVersionYieldsTheFallback() {
    server.answer(CheckResponse.newBuilder().setVerdictValue(99).build());

    try (WeirClient client = to(server.address()).fallback(Fallback.DENY).build()) {
      CheckResult result = client.check(REQUEST);

      assertThat(result.verdict()).isEqualTo(Verdict.DENY);
      assertThat(result.fallback().orElseThrow().detail()).contains("99");
    }
  }

  @Test
  void allServersOfAllTargetsAreAskedInTurn() throws IOException {
    try (FakeWeir other = FakeWeir.start();
        WeirClient client = to(server.address(), other.address()).build()) {
      // Until both connections stand, one server gets everything.
      await()
          .until(
              () -> {
                client.check(REQUEST);
                return !server.checks().isEmpty() && !other.checks().isEmpty();
              });
      int before = server.checks().size();
      int otherBefore = other.checks().size();
      for (int i = 0; i < 10; i++) {
        client.check(REQUEST);
      }

      assertThat(server.checks()).hasSize(before + 5);
      assertThat(other.checks()).hasSize(otherBefore + 5);
    }
  }

  @Test
  void aTargetThatIsGoneLeavesItsChecksToTheOthers() throws IOException {
    try (WeirClient client =
        to(server.address(), "127.0.0.1:" + freePort(), "nowhere.invalid:9090").build()) {
      // That one is gone can be known before another one is there.
      assertThat(client.awaitReady(LONG)).isTrue();
      for (int i = 0; i < 5; i++) {
        assertThat(client.check(REQUEST).isFallback()).isFalse();
      }
    }
  }

  @Test
  void aServerThatComesBackIsAskedAgain() throws IOException {
    int port = server.port();
    try (WeirClient client = to(server.address()).deadline(Duration.ofSeconds(1)).build()) {
      assertThat(client.awaitReady(LONG)).isTrue();
      assertThat(client.check(REQUEST).isFallback()).isFalse();
      server.close();
      await().until(() -> client.check(REQUEST).isFallback());

      server = FakeWeir.start(port, InsecureServerCredentials.create());

      await().until(() -> !client.check(REQUEST).isFallback());
    }
  }

  @Test
  void waitingForAConnectionEndsWithItsTime() throws IOException {
    try (WeirClient client = to("127.0.0.1:" + freePort()).build()) {
      assertThat(client.awaitReady(Duration.ofMillis(50))).isFalse();
    }
  }

  @Test
  void aClosedClientYieldsTheFallback() {
    WeirClient client = to(server.address()).build();
    client.close();

    assertThat(kind(client.check(REQUEST))).isEqualTo(Kind.CLOSED);
    assertThat(client.awaitReady(LONG)).isFalse();
  }

  @Test
  void anInterruptedThreadGetsTheFallbackAndStaysInterrupted() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    server.onCheck((request, answer) -> asked.countDown());
    try (WeirClient client = to(server.address()).build()) {
      CompletableFuture<Kind> seen = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                Kind kind = kind(client.check(REQUEST));
                seen.complete(Thread.currentThread().isInterrupted() ? kind : Kind.FAILED);
              });
      caller.start();
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      caller.interrupt();

      assertThat(seen).succeedsWithin(LONG).isEqualTo(Kind.CANCELLED);
      caller.join();
    }
  }

  @Test
  void aCheckEndsWithItsCallersContext() {
    CountDownLatch asked = new CountDownLatch(1);
    server.onCheck((request, answer) -> asked.countDown());
    try (WeirClient client = to(server.address()).build()) {
      Context.CancellableContext context = Context.current().withCancellation();
      CompletableFuture<CheckResult> result = new CompletableFuture<>();
      context.run(() -> client.checkAsync(REQUEST).thenAccept(result::complete));
      await().until(() -> asked.getCount() == 0);
      context.cancel(new CancellationException("the caller went away"));

      assertThat(result)
          .succeedsWithin(LONG)
          .extracting(WeirClientTest::kind)
          .isEqualTo(Kind.CANCELLED);
    }
  }
}
