package dev.weir.replay;

import dev.weir.decision.Facts;
import dev.weir.decision.Facts.Network;
import dev.weir.decision.Facts.Operation;
import dev.weir.decision.Facts.Principal;
import dev.weir.decision.Facts.Prompt;
import dev.weir.v1.CheckRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code CheckRequest} straight into facts: with a message in between, the engine would
 * wait for the reading.
 */
final class CheckJson {
  private CheckJson() {}

  /**
   * Returns the facts of the request that begins here.
   *
   * @throws dev.weir.validation.InvalidFieldException with a path from the request where a value is
   *     not within its bounds
   */
  static Facts read(ProtoJson json) {
    String requestId = "";
    @Nullable Principal principal = null;
    Network network = Network.UNKNOWN;
    Operation operation = Operation.UNKNOWN;
    Prompt prompt = Prompt.UNKNOWN;
    Map<String, Double> signals = Map.of();
    Map<String, String> labels = Map.of();
    String clearance = "";
    for (String field = json.field(); field != null; field = json.field()) {
      switch (field) {
        case "request_id", "requestId" -> requestId = json.string();
        case "principal" -> principal = json.object() ? principal(json) : null;
        case "network" -> network = json.object() ? network(json) : Network.UNKNOWN;
        case "operation" -> operation = json.object() ? operation(json) : Operation.UNKNOWN;
        case "prompt" -> prompt = json.object() ? prompt(json) : Prompt.UNKNOWN;
        case "signals" -> signals = json.numbersByName();
        case "labels" -> labels = json.stringsByName();
        case "clearance" -> clearance = json.string();
        default -> throw json.unknownField(CheckRequest.getDescriptor());
      }
    }
    return new Facts(
        requestId,
        principal == null ? new Principal("", "", "", "") : principal,
        network,
        operation,
        prompt,
        signals,
        labels,
        clearance);
  }

  private static Principal principal(ProtoJson json) {
    String accountId = "";
    String organizationId = "";
    String apiKeyId = "";
    String sessionId = "";
    for (String field = json.field(); field != null; field = json.field()) {
      switch (field) {
        case "account_id", "accountId" -> accountId = json.string();
        case "organization_id", "organizationId" -> organizationId = json.string();
        case "api_key_id", "apiKeyId" -> apiKeyId = json.string();
        case "session_id", "sessionId" -> sessionId = json.string();
        default -> throw json.unknownField(dev.weir.v1.Principal.getDescriptor());
      }
    }
    return new Principal(accountId, organizationId, apiKeyId, sessionId);
  }

  private static Network network(ProtoJson json) {
    String ip = "";
    int asn = 0;
    String country = "";
    String ja4 = "";
    String userAgent = "";
    double proxyConfidence = 0;
    String deviceId = "";
    for (String field = json.field(); field != null; field = json.field()) {
      switch (field) {
        case "ip" -> ip = json.string();
        case "asn" -> asn = json.uint32();
        case "country" -> country = json.repeated();
        case "ja4" -> ja4 = json.repeated();
        case "user_agent", "userAgent" -> userAgent = json.repeated();
        case "proxy_confidence", "proxyConfidence" -> proxyConfidence = json.number();
        case "device_id", "deviceId" -> deviceId = json.string();
        default -> throw json.unknownField(dev.weir.v1.Network.getDescriptor());
      }
    }
    return new Network(ip, asn, country, ja4, userAgent, proxyConfidence, deviceId);
  }

  private static Operation operation(ProtoJson json) {
    String model = "";
    String endpoint = "";
    long inputTokens = 0;
    long maxOutputTokens = 0;
    boolean streaming = false;
    for (String field = json.field(); field != null; field = json.field()) {
      switch (field) {
        case "model" -> model = json.repeated();
        case "endpoint" -> endpoint = json.repeated();
        case "input_tokens", "inputTokens" -> inputTokens = json.uint64();
        case "max_output_tokens", "maxOutputTokens" -> maxOutputTokens = json.uint64();
        case "streaming" -> streaming = json.bool();
        default -> throw json.unknownField(dev.weir.v1.Operation.getDescriptor());
      }
    }
    return new Operation(model, endpoint, inputTokens, maxOutputTokens, streaming);
  }

  private static Prompt prompt(ProtoJson json) {
    long[] templateBands = new long[0];
    long conversationPrefix = 0;
    long reasoningSignature = 0;
    for (String field = json.field(); field != null; field = json.field()) {
      switch (field) {
        case "template_bands", "templateBands" -> templateBands = json.uint64s();
        case "conversation_prefix", "conversationPrefix" -> conversationPrefix = json.uint64();
        case "reasoning_signature", "reasoningSignature" -> reasoningSignature = json.uint64();
        default -> throw json.unknownField(dev.weir.v1.Prompt.getDescriptor());
      }
    }
    return new Prompt(templateBands, conversationPrefix, reasoningSignature);
  }
}
