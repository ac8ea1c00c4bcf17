package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.v1.CheckRequest;
import dev.weir.v1.Network;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import dev.weir.v1.Prompt;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command asks, by its flags and by JSON. */
class CheckRequestTest extends CheckFixture {
  @Test
  void everyFlagSetsItsField() {
    check(
        "--request-id=r1",
        "--account=a1",
        "--org=o1",
        "--api-key=k1",
        "--session=s1",
        "--ip=2001:db8::1",
        "--asn=4200000000",
        "--country=DE",
        "--ja4=t13d",
        "--user-agent=curl/8",
        "--proxy-confidence=0.5",
        "--device=d1",
        "--model=large",
        "--endpoint=messages",
        "--input-tokens=12",
        "--max-output-tokens=34",
        "--streaming",
        "--template-band=00000000000000ff",
        "--template-band=0xffffffffffffffff",
        "--conversation-prefix=a",
        "--reasoning-signature=b",
        "--signal=x=0.25",
        "--signal=y=1",
        "--label=team=red=blue",
        "--clearance=token");

    assertThat(server.checks())
        .containsExactly(
            CheckRequest.newBuilder()
                .setRequestId("r1")
                .setPrincipal(
                    Principal.newBuilder()
                        .setAccountId("a1")
                        .setOrganizationId("o1")
                        .setApiKeyId("k1")
                        .setSessionId("s1"))
                .setNetwork(
                    Network.newBuilder()
                        .setIp("2001:db8::1")
                        .setAsn((int) 4_200_000_000L)
                        .setCountry("DE")
                        .setJa4("t13d")
                        .setUserAgent("curl/8")
                        .setProxyConfidence(0.5)
                        .setDeviceId("d1"))
                .setOperation(
                    Operation.newBuilder()
                        .setModel("large")
                        .setEndpoint("messages")
                        .setInputTokens(12)
                        .setMaxOutputTokens(34)
                        .setStreaming(true))
                .setPrompt(
                    Prompt.newBuilder()
                        .addTemplateBands(255)
                        .addTemplateBands(-1)
                        .setConversationPrefix(10)
                        .setReasoningSignature(11))
                .putSignals("x", 0.25)
                .putSignals("y", 1)
                .putLabels("team", "red=blue")
                .setClearance("token")
                .build());
  }

  @Test
  void fromJsonReadsStandardInputAndFlagsOverrideIt() {
    Weir.Run run =
        check(
            new Weir()
                .input(
                    "{\"principal\":{\"account_id\":\"a1\"},\"operation\":{\"model\":\"small\"}}"),
            "--from-json",
            "-",
            "--model",
            "large");

    assertThat(run.exitCode()).isZero();
    assertThat(server.checks())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.getPrincipal().getAccountId()).isEqualTo("a1");
              assertThat(request.getOperation().getModel()).isEqualTo("large");
            });
  }

  @Test
  void fromJsonReadsAFile(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("request.json"), "{\"principal\":{\"account_id\":\"a7\"}}");

    assertThat(check("--from-json", file.toString()).exitCode()).isZero();
    assertThat(server.checks())
        .extracting(r -> r.getPrincipal().getAccountId())
        .containsExactly("a7");
  }

  @Test
  void aMisspelledFieldOfTheJsonIsNamed() {
    Weir.Run run = check(new Weir().input("{\"principle\":{}}"), "--from-json", "-");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("weir check: -: not a CheckRequest as JSON: ")
        .contains("principle");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(server.checks()).isEmpty();
  }

  @Test
  void aMissingFileIsNamed() {
    Weir.Run run = check("--from-json", "/no/such.json");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("weir check: /no/such.json: no such file\n");
  }

  @Test
  void withoutAnAccountNothingIsAsked() {
    Weir.Run run = check();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "weir check: no account: give --account, or principal.account_id in --from-json\n");
    assertThat(server.checks()).isEmpty();
  }

  @Test
  void anInvalidRequestExitsWith2AndSaysWhatTheServerSaid() {
    server.onCheck(
        (request, answer) ->
            answer.onError(
                Status.INVALID_ARGUMENT
                    .withDescription("network.ip: \"x\" (expected: an IPv4 or IPv6 literal)")
                    .asRuntimeException()));

    Weir.Run run = check("--account", "a1", "--ip", "x");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("weir check: network.ip: \"x\" (expected: an IPv4 or IPv6 literal)\n");
  }
}
