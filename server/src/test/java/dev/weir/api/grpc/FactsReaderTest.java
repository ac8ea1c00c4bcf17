package dev.weir.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.account.Pseudonyms;
import dev.weir.decision.Facts;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.Network;
import dev.weir.v1.Principal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Identifiers that are to be kept hashed are hashed before anything else sees them. */
final class FactsReaderTest {
  private final FactsReader keyed = new FactsReader(Pseudonyms.keyed(new byte[32]));

  @Test
  void putsEveryIdentifierUnderItsPseudonym() {
    Facts facts =
        keyed.read(
            CheckRequest.newBuilder()
                .setPrincipal(
                    Principal.newBuilder()
                        .setAccountId("raw-1")
                        .setOrganizationId("raw-2")
                        .setApiKeyId("raw-3")
                        .setSessionId("raw-4"))
                .setNetwork(Network.newBuilder().setDeviceId("raw-5").setIp("192.0.2.1"))
                .build());

    assertThat(
            List.of(
                facts.principal().accountId(),
                facts.principal().organizationId(),
                facts.principal().apiKeyId(),
                facts.principal().sessionId(),
                facts.network().deviceId()))
        .doesNotHaveDuplicates()
        .allSatisfy(id -> assertThat(id).hasSize(24).doesNotContain("raw"));
    assertThat(facts.network().ip()).isEqualTo("192.0.2.1");
  }

  @Test
  void judgesTheIdentifierAsItWasSent() {
    CheckRequest tooLong =
        CheckRequest.newBuilder()
            .setPrincipal(Principal.newBuilder().setAccountId("a".repeat(1025)))
            .build();

    assertThatThrownBy(() -> keyed.read(tooLong)).hasMessageContaining("at most 1 KiB");
  }
}
