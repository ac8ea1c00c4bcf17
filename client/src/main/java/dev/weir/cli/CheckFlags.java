package dev.weir.cli;

import dev.weir.v1.CheckRequest;
import dev.weir.v1.Network;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that describe one request. Each sets one field of the contract's CheckRequest. */
final class CheckFlags {
  @Option(
      names = "--request-id",
      paramLabel = "ID",
      description =
          "Names the request: a retry with the same id within 60 s counts once. Default: none.")
  private Optional<String> requestId = Optional.empty();

  @Option(
      names = "--account",
      paramLabel = "ID",
      description = "The account that asks. Required, here or in --from-json.")
  private Optional<String> account = Optional.empty();

  @Option(names = "--org", paramLabel = "ID", description = "The account's organization.")
  private Optional<String> organization = Optional.empty();

  @Option(
      names = "--api-key",
      paramLabel = "ID",
      description = "The id of the API key, not the key.")
  private Optional<String> apiKey = Optional.empty();

  @Option(
      names = "--session",
      paramLabel = "ID",
      description = "The session that the request is of.")
  private Optional<String> session = Optional.empty();

  @Option(
      names = "--ip",
      paramLabel = "ADDRESS",
      description = "IPv4 or IPv6 address of the caller.")
  private Optional<String> ip = Optional.empty();

  @Option(names = "--asn", paramLabel = "NUMBER", description = "Autonomous system of the address.")
  private Optional<Long> asn = Optional.empty();

  @Option(
      names = "--country",
      paramLabel = "XX",
      description = "Country of the address, ISO 3166-1.")
  private Optional<String> country = Optional.empty();

  @Option(names = "--ja4", paramLabel = "HASH", description = "JA4 fingerprint of the connection.")
  private Optional<String> ja4 = Optional.empty();

  @Option(names = "--user-agent", paramLabel = "TEXT", description = "The caller's User-Agent.")
  private Optional<String> userAgent = Optional.empty();

  @Option(
      names = "--proxy-confidence",
      paramLabel = "0..1",
      description = "How sure it is that the address is a residential or anonymous proxy.")
  private Optional<Double> proxyConfidence = Optional.empty();

  @Option(names = "--device", paramLabel = "ID", description = "The caller's device.")
  private Optional<String> device = Optional.empty();

  @Option(names = "--model", paramLabel = "NAME", description = "The model that is asked.")
  private Optional<String> model = Optional.empty();

  @Option(names = "--endpoint", paramLabel = "NAME", description = "The endpoint that is called.")
  private Optional<String> endpoint = Optional.empty();

  @Option(names = "--input-tokens", paramLabel = "N", description = "Tokens of the prompt.")
  private Optional<Long> inputTokens = Optional.empty();

  @Option(
      names = "--max-output-tokens",
      paramLabel = "N",
      description = "The most tokens that the answer may have.")
  private Optional<Long> maxOutputTokens = Optional.empty();

  @Option(names = "--streaming", description = "The answer is streamed.")
  private boolean streaming;

  @Option(
      names = "--template-band",
      paramLabel = "HEX",
      description = "A band of the prompt's template, as 16 hexadecimal digits. Repeatable.")
  private List<String> templateBands = List.of();

  @Option(
      names = "--conversation-prefix",
      paramLabel = "HEX",
      description = "Hash of the conversation so far, in hexadecimal.")
  private Optional<String> conversationPrefix = Optional.empty();

  @Option(
      names = "--reasoning-signature",
      paramLabel = "HEX",
      description = "Hash of a reasoning block that the request replays, in hexadecimal.")
  private Optional<String> reasoningSignature = Optional.empty();

  @Option(
      names = "--signal",
      paramLabel = "NAME=0..1",
      description = "Score of an upstream classifier. Repeatable.")
  private Map<String, Double> signals = Map.of();

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "Anything else that the policy reads. Repeatable.")
  private Map<String, String> labels = Map.of();

  @Option(
      names = "--clearance",
      paramLabel = "TOKEN",
      description = "Token from a passed challenge.")
  private Optional<String> clearance = Optional.empty();

  /** Sets the fields for which a flag was given, and leaves the others as they are. */
  void apply(CheckRequest.Builder request) {
    requestId.ifPresent(request::setRequestId);
    clearance.ifPresent(request::setClearance);
    request.putAllSignals(signals);
    request.putAllLabels(labels);
    principal(request.getPrincipalBuilder());
    network(request.getNetworkBuilder());
    operation(request.getOperationBuilder());
    for (String band : templateBands) {
      request.getPromptBuilder().addTemplateBands(hash("--template-band", band));
    }
    conversationPrefix.ifPresent(
        hex ->
            request.getPromptBuilder().setConversationPrefix(hash("--conversation-prefix", hex)));
    reasoningSignature.ifPresent(
        hex ->
            request.getPromptBuilder().setReasoningSignature(hash("--reasoning-signature", hex)));
  }

  private void principal(Principal.Builder principal) {
    account.ifPresent(principal::setAccountId);
    organization.ifPresent(principal::setOrganizationId);
    apiKey.ifPresent(principal::setApiKeyId);
    session.ifPresent(principal::setSessionId);
  }

  private void network(Network.Builder network) {
    ip.ifPresent(network::setIp);
    asn.ifPresent(number -> network.setAsn(asUint32(number)));
    country.ifPresent(network::setCountry);
    ja4.ifPresent(network::setJa4);
    userAgent.ifPresent(network::setUserAgent);
    proxyConfidence.ifPresent(network::setProxyConfidence);
    device.ifPresent(network::setDeviceId);
  }

  private void operation(Operation.Builder operation) {
    model.ifPresent(operation::setModel);
    endpoint.ifPresent(operation::setEndpoint);
    inputTokens.ifPresent(n -> operation.setInputTokens(Converters.count("--input-tokens", n)));
    maxOutputTokens.ifPresent(
        n -> operation.setMaxOutputTokens(Converters.count("--max-output-tokens", n)));
    if (streaming) {
      operation.setStreaming(true);
    }
  }

  private static int asUint32(long asn) {
    if (asn < 0 || asn > 0xffff_ffffL) {
      throw CommandFailure.usage("--asn: " + asn + " (expected: 0 to 4294967295)");
    }
    return (int) asn;
  }

  private static long hash(String option, String hex) {
    try {
      return Long.parseUnsignedLong(hex.startsWith("0x") ? hex.substring(2) : hex, 16);
    } catch (NumberFormatException e) {
      throw CommandFailure.usage(
          option + ": " + Text.clean(hex) + " (expected: up to 16 hexadecimal digits)");
    }
  }
}
