package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.client.FallbackCause.Kind;
import dev.weir.v1.CheckError;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CheckSessionTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final AtomicInteger streams = new AtomicInteger();
  private final List<CheckRequest> streamed = new CopyOnWriteArrayList<>();
  @AutoClose private final FakeWeir server = FakeWeir.start();

  private WeirClientBuilder client() {
    return WeirClient.builder()
        .target(server.address())
        .plaintext()
        .deadline(LONG)
        .fallback(Fallback.DENY);
  }

  private static CheckRequest request(String id) {
    return CheckRequest.newBuilder().setRequestId(id).build();
  }

  private static CompletableFuture<CheckResult> ask(CheckSession session, String id) {
    return session.check(request(id)).toCompletableFuture();
  }

  /** Answers nothing, and counts what comes. */
  private void silent() {
    server.onStream(
        answers -> {
          streams.incrementAndGet();
          return FakeWeir.requests(streamed::add, answers::onCompleted);
        });
  }

  @Test
  void answersThatComeInAnotherOrderFindTheirRequests() {
    int count = 50;
    server.onStream(
        answers -> {
          streams.incrementAndGet();
          return FakeWeir.requests(
              request -> {
                streamed.add(request);
                if (streamed.size() == count) {
                  List<CheckRequest> backwards = new ArrayList<>(streamed);
                  Collections.reverse(backwards);
                  backwards.forEach(
                      each ->
                          answers.onNext(
                              FakeWeir.allow(each).toBuilder()
                                  .setDecisionId("d-" + each.getRequestId())
                                  .build()));
                }
              },
              answers::onCompleted);
        });

    try (WeirClient client = client().build();
        CheckSession session = client.checkStream()) {
      List<CompletableFuture<CheckResult>> results =
          IntStream.range(0, count).mapToObj(i -> ask(session, "r" + i)).toList();

      for (int i = 0; i < count; i++) {
        assertThat(results.get(i))
            .succeedsWithin(LONG)
            .extracting(CheckResult::decisionId)
            .isEqualTo("d-r" + i);
      }
      assertThat(streams).hasValue(1);
      assertThat(session.inFlight()).isZero();
    }
  }

  @Test
  void oneIdAtATimeIsOneCheck() {
    List<CheckResponse> held = new CopyOnWriteArrayList<>();
    server.onStream(
        answers ->
            FakeWeir.requests(
                request -> {
                  streamed.add(request);
                  if (request.getRequestId().equals("go")) {
                    held.forEach(answers::onNext);
                    answers.onNext(FakeWeir.allow(request));
                  } else {
                    held.add(FakeWeir.allow(request));
                  }
                },
                answers::onCompleted));

    try (WeirClient client = client().build();
        CheckSession session = client.checkStream()) {
      CompletableFuture<CheckResult> first = ask(session, "same");
      CompletableFuture<CheckResult> second = ask(session, "same");
      assertThat(ask(session, "go")).succeedsWithin(LONG);

      assertThat(first).succeedsWithin(LONG).isEqualTo(second.join());
      assertThat(streamed).extracting(CheckRequest::getRequestId).containsExactly("same", "go");
    }
  }

  @Test
  void aMistakeInOneRequestLeavesTheOthersAlone() {
    server.onStream(
        answers ->
            FakeWeir.requests(
                request ->
                    answers.onNext(
                        request.getRequestId().equals("bad")
                            ? CheckResponse.newBuilder()
                                .setRequestId("bad")
                                .setError(
                                    CheckError.newBuilder()
                                        .setCode(Status.Code.INVALID_ARGUMENT.value())
                                        .setField("network.ip")
                                        .setReason("INVALID_FIELD")
                                        .setMessage("network.ip: wrong"))
                                .build()
                            : FakeWeir.allow(request)),
                answers::onCompleted));

    try (WeirClient client = client().build();
        CheckSession session = client.checkStream()) {
      CompletableFuture<CheckResult> bad = ask(session, "bad");
      CompletableFuture<CheckResult> good = ask(session, "good");

      assertThat(good).succeedsWithin(LONG).matches(CheckResult::isAllowed);
      assertThat(bad)
          .failsWithin(LONG)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(InvalidRequestException.class)
          .withMessage("network.ip: wrong");
    }
  }

  @Test
  void whatFailsOnTheStreamGetsTheFallback() {
    server.onStream(
        answers ->
            FakeWeir.requests(
                request ->
                    answers.onNext(
                        CheckResponse.newBuilder()
                            .setRequestId(request.getRequestId())
                            .setError(CheckError.newBuilder().setCode(Status.Code.INTERNAL.value()))
                            .build()),
                answers::onCompleted));

    try (WeirClient client = client().build();
        CheckSession session = client.checkStream()) {
      assertThat(ask(session, "r1"))
          .succeedsWithin(LONG)
          .extracting(result -> result.fallback().orElseThrow().kind())
          .isEqualTo(Kind.FAILED);
    }
  }

  @Test
  void aStreamThatBreaksLosesNoCheckAndIsOpenedAgain() {
    server.onStream(
        answers -> {
          streams.incrementAndGet();
          return FakeWeir.requests(
              request -> {
                if (streams.get() == 1) {
                  answers.onError(Status.UNAVAILABLE.asRuntimeException());
                } else {
                  answers.onNext(FakeWeir.allow(request));
                }
              },
              answers::onCompleted);
        });

    try (WeirClient client = client().build();
        CheckSession session = client.checkStream()) {
      assertThat(ask(session, "r1")).succeedsWithin(LONG).matches(CheckResult::isAllowed);
      assertThat(server.checks()).extracting(CheckRequest::getRequestId).containsExactly("r1");

      assertThat(ask(session, "r2")).succeedsWithin(LONG).matches(CheckResult::isAllowed);
      assertThat(streams).hasValue(2);
      assertThat(server.checks()).hasSize(1);
    }
  }

  @Test
  void aCheckThatIsNotAnsweredGetsTheFallbackAtItsDeadline() {
    silent();
    try (WeirClient client = client().deadline(Duration.ofMillis(30)).build();
        CheckSession session = client.checkStream()) {
      CheckResult result = ask(session, "r1").join();

      assertThat(result.verdict()).isEqualTo(Verdict.DENY);
      assertThat(result.fallback().orElseThrow().kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(session.inFlight()).isZero();
    }
  }

  @Test
  void whatPassesTheBoundGetsTheFallbackAtOnce() {
    silent();
    try (WeirClient client = client().sessionInFlight(3).build();
        CheckSession session = client.checkStream()) {
      List<CompletableFuture<CheckResult>> waiting =
          IntStream.range(0, 3).mapToObj(i -> ask(session, "r" + i)).toList();

      assertThat(ask(session, "more").getNow(null))
          .extracting(result -> result.fallback().orElseThrow().kind())
          .isEqualTo(Kind.OVERLOADED);
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      await().until(() -> streamed.size() == 3);
    }
  }

  @Test
  void closingAnswersWhatIsInFlight() {
    silent();
    try (WeirClient client = client().build()) {
      CheckSession session = client.checkStream();
      CompletableFuture<CheckResult> waiting = ask(session, "r1");
      session.close();

      assertThat(waiting)
          .succeedsWithin(LONG)
          .extracting(result -> result.fallback().orElseThrow().kind())
          .isEqualTo(Kind.CLOSED);
      assertThat(ask(session, "r2").join().fallback().orElseThrow().kind()).isEqualTo(Kind.CLOSED);
    }
  }
}
