package dev.weir.api.grpc;

import dev.weir.account.Pseudonyms;
import dev.weir.decision.Facts;
import dev.weir.decision.Facts.Network;
import dev.weir.decision.Facts.Operation;
import dev.weir.decision.Facts.Principal;
import dev.weir.decision.Facts.Prompt;
import dev.weir.v1.CheckRequest;
import dev.weir.validation.Check;

/**
 * Reads a request off the wire, once, into valid facts, with identifiers under pseudonyms where
 * that is configured: from here on, nobody sees the raw ones. Addresses stay as they are, since
 * limits and policies read their prefixes.
 */
final class FactsReader {
  private final Pseudonyms pseudonyms;

  FactsReader(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  /** Returns the facts of a request, or throws {@code InvalidFieldException}. */
  Facts read(CheckRequest request) {
    Facts facts = valid(request);
    return pseudonyms.isKeyed() ? pseudonymous(facts) : facts;
  }

  private Facts pseudonymous(Facts facts) {
    Principal principal = facts.principal();
    Network network = facts.network();
    return new Facts(
        facts.requestId(),
        new Principal(
            pseudonyms.account(principal.accountId()),
            pseudonyms.organization(principal.organizationId()),
            pseudonyms.apiKey(principal.apiKeyId()),
            pseudonyms.session(principal.sessionId())),
        new Network(
            network.ip(),
            network.asn(),
            network.country(),
            network.ja4(),
            network.userAgent(),
            network.proxyConfidence(),
            pseudonyms.device(network.deviceId())),
        facts.operation(),
        facts.prompt(),
        facts.signals(),
        facts.labels(),
        facts.clearance());
  }

  private static Facts valid(CheckRequest request) {
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
