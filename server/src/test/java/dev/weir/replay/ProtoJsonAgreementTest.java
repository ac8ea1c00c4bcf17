package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import dev.weir.account.Pseudonyms;
import dev.weir.api.admin.AccountMessages;
import dev.weir.decision.Facts;
import dev.weir.replay.TraceLine.AccountPushed;
import dev.weir.replay.TraceLine.Checked;
import dev.weir.replay.TraceLine.Event;
import dev.weir.replay.TraceLine.ScorePushed;
import dev.weir.v1.Account;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.Network;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import dev.weir.v1.Prompt;
import dev.weir.v1.RiskScore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from a trace is what protobuf's own JSON parser reads. */
final class ProtoJsonAgreementTest {
  private static final int MESSAGES = 500;
  private static final String AT = "2026-05-01T00:00:00.000Z";

  private final AccountMessages messages = new AccountMessages(Pseudonyms.none());
  private final TraceParser parser = new TraceParser();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void checksAreReadAsProtobufReadsThem(long seed) throws InvalidProtocolBufferException {
    Random random = new Random(seed);
    for (int i = 0; i < MESSAGES; i++) {
      String json = json(new RandomMessages(random).fill(CheckRequest.newBuilder()), random);
      CheckRequest.Builder expected = CheckRequest.newBuilder();
      JsonFormat.parser().merge(json, expected);
      assertThat(message(((Checked) parse("check", json)).facts()))
          .as("seed %d, message %d: %s", seed, i, json)
          .isEqualTo(normal(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void accountsAreReadAsProtobufReadsThem(long seed) throws InvalidProtocolBufferException {
    Random random = new Random(seed);
    for (int i = 0; i < MESSAGES; i++) {
      String json = json(new RandomMessages(random).fill(Account.newBuilder()), random);
      Account.Builder expected = Account.newBuilder();
      JsonFormat.parser().merge(json, expected);
      assertThat(((AccountPushed) parse("account", json)).account())
          .as("seed %d, message %d: %s", seed, i, json)
          .isEqualTo(messages.account(expected.build()));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7})
  void riskScoresAreReadAsProtobufReadsThem(long seed) throws Exception {
    Random random = new Random(seed);
    long now = Timestamps.toMillis(Timestamps.parse(AT));
    for (int i = 0; i < MESSAGES; i++) {
      String json =
          json(new RandomMessages(random).fill(RiskScore.newBuilder()).clearExpiresAt(), random);
      RiskScore.Builder expected = RiskScore.newBuilder();
      JsonFormat.parser().merge(json, expected);
      assertThat(((ScorePushed) parse("risk", json)).score())
          .as("seed %d, message %d: %s", seed, i, json)
          .isEqualTo(messages.riskScore(expected.build(), now));
    }
  }

  private Event parse(String kind, String json) {
    byte[] line =
        ("{\"" + kind + "\":" + json + ",\"at\":\"" + AT + "\"}").getBytes(StandardCharsets.UTF_8);
    return parser.parse(line, 0, line.length);
  }

  /** Prints a message in one of the ways that the format knows. */
  private static String json(Message.Builder message, Random random)
      throws InvalidProtocolBufferException {
    JsonFormat.Printer printer = JsonFormat.printer();
    printer = random.nextBoolean() ? printer.preservingProtoFieldNames() : printer;
    printer = random.nextBoolean() ? printer.printingEnumsAsInts() : printer;
    printer = random.nextBoolean() ? printer.omittingInsignificantWhitespace() : printer;
    printer = random.nextBoolean() ? printer.alwaysPrintFieldsWithNoPresence() : printer;
    return printer.print(message);
  }

  /** Facts do not tell a message that is not there from an empty one. */
  private static CheckRequest normal(CheckRequest.Builder request) {
    return CheckRequest.newBuilder()
        .setNetwork(Network.getDefaultInstance())
        .setOperation(Operation.getDefaultInstance())
        .setPrompt(Prompt.getDefaultInstance())
        .mergeFrom(request.build())
        .build();
  }

  private static CheckRequest message(Facts facts) {
    return CheckRequest.newBuilder()
        .setRequestId(facts.requestId())
        .setPrincipal(
            Principal.newBuilder()
                .setAccountId(facts.principal().accountId())
                .setOrganizationId(facts.principal().organizationId())
                .setApiKeyId(facts.principal().apiKeyId())
                .setSessionId(facts.principal().sessionId()))
        .setNetwork(
            Network.newBuilder()
                .setIp(facts.network().ip())
                .setAsn(facts.network().asn())
                .setCountry(facts.network().country())
                .setJa4(facts.network().ja4())
                .setUserAgent(facts.network().userAgent())
                .setProxyConfidence(facts.network().proxyConfidence())
                .setDeviceId(facts.network().deviceId()))
        .setOperation(
            Operation.newBuilder()
                .setModel(facts.operation().model())
                .setEndpoint(facts.operation().endpoint())
                .setInputTokens(facts.operation().inputTokens())
                .setMaxOutputTokens(facts.operation().maxOutputTokens())
                .setStreaming(facts.operation().streaming()))
        .setPrompt(
            Prompt.newBuilder()
                .addAllTemplateBands(Arrays.stream(facts.prompt().templateBands()).boxed().toList())
                .setConversationPrefix(facts.prompt().conversationPrefix())
                .setReasoningSignature(facts.prompt().reasoningSignature()))
        .putAllSignals(facts.signals())
        .putAllLabels(facts.labels())
        .setClearance(facts.clearance())
        .build();
  }
}
