package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.FallbackCause.Kind;
import dev.weir.v1.CheckRequest;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WeirClientBreakerTest {
  private final AtomicLong millis = new AtomicLong(1_000_000);
  @AutoClose private final FakeWeir server = FakeWeir.start();

  private CircuitBreakerConfig.Builder config() {
    return CircuitBreakerConfig.custom()
        .slidingWindowSize(4)
        .minimumNumberOfCalls(4)
        .permittedNumberOfCallsInHalfOpenState(1)
        .waitDurationInOpenState(Duration.ofSeconds(1))
        .clock(
            new Clock() {
              @Override
              public ZoneId getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(ZoneId zone) {
                return this;
              }

              @Override
              public Instant instant() {
                return Instant.ofEpochMilli(millis.get());
              }
            })
        .currentTimestampFunction(clock -> millis.get(), TimeUnit.MILLISECONDS);
  }

  private WeirClient client(CircuitBreakerConfig config) {
    return WeirClient.builder()
        .target(server.address())
        .plaintext()
        .deadline(Duration.ofSeconds(20))
        .fallback(Fallback.ALLOW)
        .circuitBreaker(config)
        .build();
  }

  private static List<Kind> ask(WeirClient client, int times) {
    return IntStream.range(0, times)
        .mapToObj(i -> client.check(CheckRequest.getDefaultInstance()))
        .map(result -> result.fallback().map(FallbackCause::kind).orElse(Kind.CLOSED))
        .toList();
  }

  @Test
  void failuresOpenItAndThenNothingIsAsked() {
    server.onCheck((request, answer) -> answer.onError(Status.INTERNAL.asRuntimeException()));
    try (WeirClient client = client(config().failureRateThreshold(50).build())) {
      assertThat(ask(client, 6))
          .containsExactly(
              Kind.FAILED,
              Kind.FAILED,
              Kind.FAILED,
              Kind.FAILED,
              Kind.CIRCUIT_OPEN,
              Kind.CIRCUIT_OPEN);
      assertThat(server.checks()).hasSize(4);
    }
  }

  @Test
  void afterItsTimeACheckTriesAndASuccessClosesIt() {
    server.onCheck((request, answer) -> answer.onError(Status.INTERNAL.asRuntimeException()));
    try (WeirClient client = client(config().failureRateThreshold(50).build())) {
      ask(client, 4);
      server.onCheck((request, answer) -> FakeWeir.reply(answer, FakeWeir.allow(request)));

      millis.addAndGet(999);
      assertThat(ask(client, 1)).containsExactly(Kind.CIRCUIT_OPEN);
      millis.addAndGet(2);
      assertThat(client.check(CheckRequest.getDefaultInstance()).isFallback()).isFalse();
      assertThat(client.check(CheckRequest.getDefaultInstance()).isFallback()).isFalse();
    }
  }

  @Test
  void slowAnswersOpenItThoughEachIsInTime() {
    server.onCheck(
        (request, answer) -> {
          millis.addAndGet(100);
          FakeWeir.reply(answer, FakeWeir.allow(request));
        });
    CircuitBreakerConfig slow =
        config().slowCallDurationThreshold(Duration.ofMillis(80)).slowCallRateThreshold(75).build();
    try (WeirClient client = client(slow)) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.check(CheckRequest.getDefaultInstance()).isFallback()).isFalse();
      }

      assertThat(ask(client, 1)).containsExactly(Kind.CIRCUIT_OPEN);
      assertThat(server.checks()).hasSize(4);
    }
  }

  @Test
  void callersMistakesDoNotOpenIt() {
    server.onCheck(
        (request, answer) -> answer.onError(Status.INVALID_ARGUMENT.asRuntimeException()));
    try (WeirClient client = client(config().failureRateThreshold(1).build())) {
      for (int i = 0; i < 8; i++) {
        assertThat(client.checkAsync(CheckRequest.getDefaultInstance()).toCompletableFuture())
            .failsWithin(Duration.ofSeconds(20))
            .withThrowableThat()
            .withCauseInstanceOf(InvalidRequestException.class);
      }

      assertThat(server.checks()).hasSize(8);
    }
  }
}
