package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import dev.weir.client.FakeWeir;
import dev.weir.v1.Challenge;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.Contribution;
import dev.weir.v1.Evidence;
import dev.weir.v1.LimitStatus;
import dev.weir.v1.Network;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import dev.weir.v1.Prompt;
import dev.weir.v1.Reason;
import dev.weir.v1.Risk;
import dev.weir.v1.ShadowVerdict;
import dev.weir.v1.Verdict;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  private static final CheckResponse DENIED =
      CheckResponse.newBuilder()
          .setDecisionId("01JDECISION")
          .setVerdict(Verdict.DENY)
          .setPolicyVersion("model-api@0123456789ab")
          .setEvidence(Evidence.PARTIAL)
          .addReasons(
              Reason.newBuilder()
                  .setCode("RATE_LIMITED")
                  .setRule("over_limit")
                  .setDetail("requests_per_minute"))
          .setRetryAfter(Duration.newBuilder().setSeconds(62).setNanos(1))
          .addLimits(
              LimitStatus.newBuilder()
                  .setName("requests_per_minute")
                  .setLimit(1000)
                  .setResetAfter(Duration.newBuilder().setSeconds(90))
                  .setWindow(Duration.newBuilder().setSeconds(60)))
          .addLimits(LimitStatus.newBuilder().setName("in_flight").setLimit(4).setRemaining(4))
          .setRisk(
              Risk.newBuilder()
                  .setScore(0.25)
                  .addContributions(
                      Contribution.newBuilder()
                          .setFamily("pushed")
                          .setSource("fraud")
                          .setScore(0.25)
                          .setEvidence("score")))
          .build();

  private FakeWeir server;

  @BeforeEach
  void start() throws IOException {
    server = FakeWeir.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Weir.Run check(String... arguments) {
    return check(new Weir(), arguments);
  }

  private Weir.Run check(Weir weir, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "check";
    all[1] = "--server";
    all[2] = server.address();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return weir.run(all);
  }

  @Test
  void allowExitsWith0AndPrintsTheVerdictFirst() {
    Weir.Run run = check("--account", "a1");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            ALLOW  by policy model-api@0123456789ab, evidence complete
            Decision 01JDECISION
            """);
  }

  @Test
  void denyExitsWith11AndShowsReasonsRetryLimitsAndRisk() {
    server.answer(DENIED);

    Weir.Run run = check("--account", "a1");

    assertThat(run.exitCode()).isEqualTo(11);
    assertThat(run.out())
        .isEqualTo(
            """
            DENY  by policy model-api@0123456789ab, evidence partial
            Decision 01JDECISION
            Reason   RATE_LIMITED (rule over_limit): requests_per_minute
            Risk     0.25
            Retry    after 1 minute 3 seconds

            Limits
              LIMIT                REMAINING     OF  IN        RESETS
              requests_per_minute          0  1,000  1 minute  in 1 minute 30 seconds
              in_flight                    4      4  at once

            Risk comes from
              FAMILY  SOURCE  SCORE  EVIDENCE
              pushed  fraud    0.25  score
            """);
  }

  @Test
  void challengeExitsWith10AndSaysWhatIsAskedAndWhere() {
    server.answer(
        CheckResponse.newBuilder()
            .setDecisionId("01JDECISION")
            .setVerdict(Verdict.CHALLENGE)
            .setPolicyVersion("p@1")
            .setEvidence(Evidence.COMPLETE)
            .setChallenge(
                Challenge.newBuilder()
                    .setChallengeId("c1")
                    .addKinds("payment")
                    .addKinds("identity")
                    .setExpiresAt(Timestamp.newBuilder().setSeconds(1_800_000_000))
                    .setUrl("https://verify.example/c1"))
            .build());

    Weir.Run run = check("--account", "a1");

    assertThat(run.exitCode()).isEqualTo(10);
    assertThat(run.out())
        .isEqualTo(
            """
            CHALLENGE  by policy p@1, evidence complete
            Decision 01JDECISION
            Asked    any one of payment, identity, until 2027-01-15T08:00:00Z
                     challenge c1 at https://verify.example/c1
            """);
  }

  @Test
  void whatShadowRulesWouldHaveDecidedIsShown() {
    server.answer(
        FakeWeir.allow(CheckRequest.getDefaultInstance()).toBuilder()
            .addShadows(
                ShadowVerdict.newBuilder()
                    .setVerdict(Verdict.CHALLENGE)
                    .addReasons(Reason.newBuilder().setCode("C").setRule("unknown_account")))
            .build());

    Weir.Run run = check("--account", "a1");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).endsWith("Shadow   CHALLENGE: C (rule unknown_account)\n");
  }

  @Test
  void jsonIsOneLineWithTheContractsNamesAndItsZeros() throws Exception {
    server.answer(DENIED);

    Weir.Run run = check("--account", "a1", "--request-id", "r1", "--json");

    assertThat(run.exitCode()).isEqualTo(11);
    assertThat(run.out().lines()).hasSize(1);
    assertThat(run.out())
        .contains("\"decision_id\":\"01JDECISION\"")
        .contains("\"remaining\":\"0\"");
    CheckResponse.Builder parsed = CheckResponse.newBuilder();
    JsonFormat.parser().merge(run.out(), parsed);
    assertThat(parsed.build()).isEqualTo(DENIED.toBuilder().setRequestId("r1").build());
  }

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

  @Test
  void aServerThatIsNotThereExitsWith3() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    Weir.Run run = new Weir().run("check", "--account", "a1", "--server", "127.0.0.1:" + free);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .isEqualTo(
            "weir check: cannot reach Weir at 127.0.0.1:"
                + free
                + " (Connection refused); start it with 'weir serve', or name another with"
                + " --server\n");
  }

  @Test
  void aServerThatDoesNotAnswerExitsWith3() {
    server.onCheck((request, answer) -> {});

    Weir.Run run = check("--account", "a1", "--timeout", "50ms");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("no answer")
        .contains("within 50 milliseconds")
        .contains("--timeout");
  }

  @Test
  void aServerThatFailsExitsWith1AndShowsNoStackTrace() {
    server.onCheck(
        (request, answer) ->
            answer.onError(Status.INTERNAL.withDescription("oops").asRuntimeException()));

    Weir.Run run = check("--account", "a1");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("weir check: Weir at " + server.address() + " failed with INTERNAL: oops\n");
  }

  @Test
  void whatACallerChoseCannotSteerTheTerminal() {
    server.answer(
        DENIED.toBuilder()
            .setReasons(
                0, Reason.newBuilder().setCode("C").setRule("r").setDetail("\u001b[2J\u202e"))
            .build());

    assertThat(check("--account", "a1").out()).contains("(rule r): ?[2J?\n");
  }

  @Test
  void theVerdictIsColouredWhereTheTerminalHasColours() {
    assertThat(check(new Weir().colours(), "--account", "a1").out())
        .startsWith("\u001b[1m\u001b[32mALLOW\u001b[");
  }

  @Test
  void theServersAddressComesFromTheEnvironmentToo() {
    Weir.Run run = new Weir().with("WEIR_SERVER", server.address()).run("check", "--account", "a1");

    assertThat(run.exitCode()).isZero();
    assertThat(server.checks()).hasSize(1);
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    Weir.Run run = new Weir().run("check", "--account", "a1", "--server", "nohost");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("weir check: --server: nohost (expected: HOST:PORT, such as 127.0.0.1:9090)\n");
  }
}
