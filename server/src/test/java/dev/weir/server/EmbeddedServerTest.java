package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.config.Endpoint;
import dev.weir.policy.InvalidPolicyException;
import dev.weir.policy.Policies;
import dev.weir.v1.Account;
import dev.weir.v1.AccountServiceGrpc;
import dev.weir.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.Evidence;
import dev.weir.v1.GetAccountRequest;
import dev.weir.v1.Principal;
import dev.weir.v1.PutAccountRequest;
import dev.weir.v1.Verdict;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.ConnectException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddedServerTest {
  private static final long START = 1_777_852_800_000L;
  private static final long MINUTE = 60_000;

  private static final String ONE_A_MINUTE =
      """
      apiVersion: weir.dev/v1
      name: strict
      limits:
        - {name: few, by: account, measure: requests, window: 1m, max: 1}
      rules:
        - {name: over, when: limits.exceeded, verdict: deny}
      """;

  @Test
  void decidesByItsPolicyOnItsOwnersTime() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.start(ONE_A_MINUTE, START)) {
      ManagedChannel channel = TestServers.channel(server.decisions());
      try {
        assertThat(server.policyVersion()).startsWith("strict@");
        assertThat(check(channel).getVerdict()).isEqualTo(Verdict.ALLOW);
        assertThat(check(channel).getVerdict()).isEqualTo(Verdict.DENY);

        server.advance(START + 2 * MINUTE);

        CheckResponse later = check(channel);
        assertThat(later.getVerdict()).isEqualTo(Verdict.ALLOW);
        assertThat(later.getEvidence()).isEqualTo(Evidence.COMPLETE);
        assertThat(later.getPolicyVersion()).isEqualTo(server.policyVersion());
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void itsTokenOpensAdministration() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.start(Policies.defaultYaml(), START)) {
      ManagedChannel channel = TestServers.channel(server.admin());
      try {
        AccountServiceBlockingStub anybody = AccountServiceGrpc.newBlockingStub(channel);
        Metadata headers = new Metadata();
        headers.put(
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
            "Bearer " + server.adminToken());
        AccountServiceBlockingStub owner =
            anybody.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
        GetAccountRequest request = GetAccountRequest.newBuilder().setAccountId("a1").build();

        var _ =
            owner.putAccount(
                PutAccountRequest.newBuilder()
                    .setAccount(
                        Account.newBuilder().setAccountId("a1").setStatus(Account.Status.ACTIVE))
                    .build());
        server.advance(START + MINUTE);

        assertThat(owner.getAccount(request).getAccountId()).isEqualTo("a1");
        StatusRuntimeException refused =
            catchThrowableOfType(StatusRuntimeException.class, () -> anybody.getAccount(request));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void closesItsPorts() throws Exception {
    List<Endpoint> ports;
    try (EmbeddedServer server = EmbeddedServer.start(ONE_A_MINUTE, START)) {
      ports = List.of(server.decisions(), server.admin(), server.http());
    }

    assertThat(ports)
        .allSatisfy(
            port ->
                assertThatThrownBy(() -> new Socket(port.host(), port.port()))
                    .isInstanceOf(ConnectException.class));
  }

  @Test
  void aPolicyThatDoesNotLoadIsSaid() {
    assertThatThrownBy(() -> EmbeddedServer.start("name: 1", START))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("policy.yaml:1:");
  }

  private static CheckResponse check(ManagedChannel channel) {
    return DecisionServiceGrpc.newBlockingStub(channel)
        .check(
            CheckRequest.newBuilder()
                .setPrincipal(Principal.newBuilder().setAccountId("a1"))
                .build());
  }
}
