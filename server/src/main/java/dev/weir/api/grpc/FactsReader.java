package dev.weir.api.grpc;

import dev.weir.decision.Check;
import dev.weir.decision.Facts;
import dev.weir.decision.Facts.Network;
import dev.weir.decision.Facts.Operation;
import dev.weir.decision.Facts.Principal;
import dev.weir.decision.Facts.Prompt;
import dev.weir.v1.CheckRequest;

/** Reads a request off the wire, once, into valid facts. */
final class FactsReader {
  private FactsReader() {}

  /**
   * Returns the facts of a request; throws {@code InvalidFieldException} where a field is not
   * valid.
   */
  static Facts read(CheckRequest request) {
    return new Facts(
        request.getRequestId(),
        principal(request.getPrincipal()),
        request.hasNetwork() ? network(request.getNetwork()) : Network.UNKNOWN,
        request.hasOperation() ? operation(request.getOperation()) : Operation.UNKNOWN,
        request.hasPrompt() ? prompt(request.getPrompt()) : Prompt.UNKNOWN,
        request.getSignalsMap(),
        request.getLabelsMap(),
        request.getClearance());
  }

  private static Principal principal(dev.weir.v1.Principal principal) {
    return new Principal(
        principal.getAccountId(),
        principal.getOrganizationId(),
        principal.getApiKeyId(),
        principal.getSessionId());
  }

  private static Network network(dev.weir.v1.Network network) {
    return new Network(
        network.getIp(),
        network.getAsn(),
        network.getCountry(),
        network.getJa4(),
        network.getUserAgent(),
        network.getProxyConfidence(),
        network.getDeviceId());
  }

  private static Operation operation(dev.weir.v1.Operation operation) {
    return new Operation(
        operation.getModel(),
        operation.getEndpoint(),
        operation.getInputTokens(),
        operation.getMaxOutputTokens(),
        operation.getStreaming());
  }

  private static Prompt prompt(dev.weir.v1.Prompt prompt) {
    // Before the array is made: its size is the sender's choice.
    long[] bands = new long[Check.size("prompt.template_bands", prompt.getTemplateBandsCount())];
    for (int i = 0; i < bands.length; i++) {
      bands[i] = prompt.getTemplateBands(i);
    }
    return new Prompt(bands, prompt.getConversationPrefix(), prompt.getReasoningSignature());
  }
}
