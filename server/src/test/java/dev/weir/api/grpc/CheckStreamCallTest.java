package dev.weir.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What goes over the wire on a stream. */
final class CheckStreamCallTest extends DecisionServiceFixture {
  private final Answers answers = new Answers();

  @Test
  void answersOnAStreamInTheOrderOfTheAnswers() throws InterruptedException {
    answerAtOnce = false;
    StreamObserver<CheckRequest> requests = open();
    requests.onNext(request("slow").build());
    requests.onNext(request("quick").build());
    requests.onCompleted();

    answer("quick");
    answer("slow");

    assertThat(answers.next().getRequestId()).isEqualTo("quick");
    assertThat(answers.next().getRequestId()).isEqualTo("slow");
    Awaitility.await().until(() -> answers.completed);
  }

  @Test
  void goesOnAfterARequestOnAStreamThatIsNotValid() throws InterruptedException {
    StreamObserver<CheckRequest> requests = open();
    requests.onNext(request("bad").putSignals("s", Double.NaN).build());
    requests.onNext(request("good").build());

    CheckResponse bad = answers.next();
    assertThat(bad.getRequestId()).isEqualTo("bad");
    assertThat(bad.getError().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    assertThat(bad.getError().getField()).isEqualTo("signals[s]");
    assertThat(answers.next().getVerdict()).isEqualTo(dev.weir.v1.Verdict.ALLOW);
    requests.onCompleted();
  }

  @Test
  void readsNoFurtherAheadOfItsAnswersThanItSays() {
    answerAtOnce = false;
    StreamObserver<CheckRequest> requests = open();
    sendMoreThanIsReadAhead(requests);

    assertThat(asked).hasSize(CheckStreamCall.IN_FLIGHT);
    answer("r0");
    assertThat(asked).hasSize(CheckStreamCall.IN_FLIGHT + 1);
    requests.onError(Status.CANCELLED.asException());
  }

  @Test
  void endsAStreamThatIsToEndWhenAllThatWasReadIsAnswered() throws InterruptedException {
    answerAtOnce = false;
    StreamObserver<CheckRequest> requests = open();
    requests.onNext(request("r1").build());
    requests.onNext(request("r2").build());

    service.endStreams();
    answer("r1");
    assertThat(answers.next().getRequestId()).isEqualTo("r1");
    assertThat(answers.completed).isFalse();
    answer("r2");

    assertThat(answers.next().getRequestId()).isEqualTo("r2");
    assertThat(answers.completed).isTrue();
    requests.onNext(request("r3").build());
    assertThat(asked).as("nobody would hear of it").hasSize(2);
  }

  @Test
  void readsNoFurtherFromAStreamThatIsToEnd() {
    answerAtOnce = false;
    StreamObserver<CheckRequest> requests = open();
    sendMoreThanIsReadAhead(requests);

    service.endStreams();
    for (int i = 0; i < CheckStreamCall.IN_FLIGHT; i++) {
      answer("r" + i);
    }

    assertThat(answers.received).hasSize(CheckStreamCall.IN_FLIGHT);
    assertThat(answers.completed).isTrue();
    assertThat(asked).hasSize(CheckStreamCall.IN_FLIGHT);
  }

  @Test
  void endsAStreamAtOnceThatComesTooLate() {
    service.endStreams();
    open();

    assertThat(answers.completed).isTrue();
  }

  private StreamObserver<CheckRequest> open() {
    return DecisionServiceGrpc.newStub(channel).checkStream(answers);
  }

  private void sendMoreThanIsReadAhead(StreamObserver<CheckRequest> requests) {
    for (int i = 0; i < CheckStreamCall.IN_FLIGHT + 50; i++) {
      requests.onNext(request("r" + i).build());
    }
  }

  private static final class Answers implements StreamObserver<CheckResponse> {
    private final BlockingQueue<CheckResponse> received = new LinkedBlockingQueue<>();
    private volatile boolean completed;

    CheckResponse next() throws InterruptedException {
      CheckResponse next = received.poll(10, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next;
    }

    @Override
    public void onNext(CheckResponse response) {
      received.add(response);
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {
      completed = true;
    }
  }
}
