package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.client.FallbackCause.Kind;
import dev.weir.v1.ReportRequest;
import io.grpc.Context;
import io.grpc.InsecureServerCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WeirClientReportTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final ReportRequest REPORT =
      ReportRequest.newBuilder()
          .setDecisionId("d1")
          .setAccountId("a1")
          .setInputTokens(10)
          .setOutputTokens(20)
          .build();

  private static WeirClientBuilder to(String address) {
    return WeirClient.builder()
        .target(address)
        .plaintext()
        .reportDeadline(LONG)
        .fallback(Fallback.ALLOW);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aReportArrivesAndSaysSo() throws IOException {
    try (FakeWeir server = FakeWeir.start();
        WeirClient client = to(server.address()).build()) {
      assertThat(client.reportAsync(REPORT).toCompletableFuture())
          .succeedsWithin(LONG)
          .matches(ReportResult::isDelivered);
      assertThat(server.reports()).containsExactly(REPORT);
    }
  }

  @Test
  void aReportWaitsForAServerThatIsComingBack() throws IOException {
    int port = freePort();
    try (WeirClient client = to("127.0.0.1:" + port).build()) {
      CompletableFuture<ReportResult> result = client.reportAsync(REPORT).toCompletableFuture();
      try (FakeWeir server = FakeWeir.start(port, InsecureServerCredentials.create())) {
        assertThat(result).succeedsWithin(LONG).matches(ReportResult::isDelivered);
        assertThat(server.reports()).containsExactly(REPORT);
      }
    }
  }

  @Test
  void aReportIsSentAfterItsCallWasCancelled() throws IOException {
    try (FakeWeir server = FakeWeir.start();
        WeirClient client = to(server.address()).build()) {
      Context.CancellableContext context = Context.current().withCancellation();
      context.cancel(new CancellationException("the caller went away"));
      context.run(() -> client.report(REPORT));

      await().until(() -> !server.reports().isEmpty());
    }
  }

  @Test
  void aReportThatFindsNoServerInTimeSaysSo() throws IOException {
    try (WeirClient client =
        to("127.0.0.1:" + freePort()).reportDeadline(Duration.ofMillis(50)).build()) {
      assertThat(client.reportAsync(REPORT).toCompletableFuture())
          .succeedsWithin(LONG)
          .extracting(result -> result.failure().orElseThrow().kind())
          .isEqualTo(Kind.TIMEOUT);
    }
  }

  @Test
  void whatPassesTheBoundIsLostAndCounted() throws IOException {
    WeirClient client = to("127.0.0.1:" + freePort()).reportQueue(2).build();
    client.report(REPORT);
    client.report(REPORT);
    assertThat(client.lostReports()).isZero();

    client.report(REPORT);

    assertThat(client.lostReports()).isEqualTo(1);
    assertThat(client.reportAsync(REPORT).toCompletableFuture())
        .succeedsWithin(LONG)
        .extracting(result -> result.failure().orElseThrow().kind())
        .isEqualTo(Kind.OVERLOADED);
    client.close();
    await().untilAsserted(() -> assertThat(client.lostReports()).isEqualTo(3));
  }

  @Test
  void closingSendsWhatIsUnderWay() throws IOException {
    try (FakeWeir server = FakeWeir.start()) {
      WeirClient client = to(server.address()).build();
      client.report(REPORT);
      client.close();

      assertThat(server.reports()).containsExactly(REPORT);
    }
  }

  @Test
  void theReportOfAFallbackIsNotSent() throws IOException {
    try (FakeWeir server = FakeWeir.start()) {
      WeirClient client = to(server.address()).build();
      client.report(REPORT.toBuilder().clearDecisionId().build());
      client.close();

      assertThat(server.reports()).isEmpty();
      assertThat(client.lostReports()).isZero();
    }
  }
}
