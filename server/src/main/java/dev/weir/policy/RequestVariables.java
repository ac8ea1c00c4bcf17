package dev.weir.policy;

import static dev.weir.policy.Variable.bool;
import static dev.weir.policy.Variable.number;
import static dev.weir.policy.Variable.text;
import static dev.weir.policy.Variable.whole;
import static dev.weir.policy.Vocabulary.FACTS;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What conditions can read of what the request says of itself. */
final class RequestVariables {
  private RequestVariables() {}

  static List<Variable> all() {
    return List.of(
        text(
                "principal.organization_id",
                FACTS,
                "The organization that the request names.",
                inputs -> inputs.facts().principal().organizationId())
            .hidden(),
        text(
                "principal.api_key_id",
                FACTS,
                "The API key.",
                inputs -> inputs.facts().principal().apiKeyId())
            .hidden(),
        text(
                "principal.session_id",
                FACTS,
                "The session.",
                inputs -> inputs.facts().principal().sessionId())
            .hidden(),
        text(
                "network.ip",
                FACTS,
                "The caller's address in one spelling: IPv4 in dots, IPv6 as eight groups without"
                    + " leading zeros.",
                inputs -> inputs.facts().network().ip())
            .hidden(),
        whole(
            "network.asn",
            FACTS,
            "The number of the address's network; 0 if unknown.",
            inputs -> Integer.toUnsignedLong(inputs.facts().network().asn())),
        text(
            "network.country",
            FACTS,
            "The address's country, ISO 3166-1 alpha-2.",
            inputs -> inputs.facts().network().country()),
        text(
            "network.ja4",
            FACTS,
            "The client's TLS fingerprint.",
            inputs -> inputs.facts().network().ja4()),
        text(
            "network.user_agent",
            FACTS,
            "The user agent.",
            inputs -> inputs.facts().network().userAgent()),
        number(
            "network.proxy_confidence",
            FACTS,
            "How likely the address is a residential or anonymous proxy, from 0 to 1.",
            inputs -> inputs.facts().network().proxyConfidence()),
        text(
                "network.device_id",
                FACTS,
                "The device.",
                inputs -> inputs.facts().network().deviceId())
            .hidden(),
        text(
            "operation.model",
            FACTS,
            "The model that is asked for.",
            inputs -> inputs.facts().operation().model()),
        text(
            "operation.endpoint",
            FACTS,
            "The endpoint.",
            inputs -> inputs.facts().operation().endpoint()),
        whole(
            "operation.input_tokens",
            FACTS,
            "How many input tokens the request has.",
            inputs -> inputs.facts().operation().inputTokens()),
        whole(
            "operation.max_output_tokens",
            FACTS,
            "The most output tokens that the request may use; 0 if it states none.",
            inputs -> inputs.facts().operation().maxOutputTokens()),
        bool(
            "operation.streaming",
            FACTS,
            "Whether the answer is streamed.",
            inputs -> inputs.facts().operation().streaming()),
        Variable.of(
            "prompt.template_bands",
            ListType.create(SimpleType.UINT),
            FACTS,
            "Hashes of the prompt's fixed part: `0x1f2e3d4c5b6a7988u in prompt.template_bands`.",
            inputs -> Optional.of(bands(inputs.facts().prompt().templateBands()))),
        Variable.of(
            "prompt.conversation_prefix",
            SimpleType.UINT,
            FACTS,
            "Hash of the conversation so far; `0u` at its first turn.",
            inputs -> unsigned(inputs.facts().prompt().conversationPrefix())),
        Variable.of(
            "prompt.reasoning_signature",
            SimpleType.UINT,
            FACTS,
            "Hash of a reasoning block that the request replays; `0u` if none.",
            inputs -> unsigned(inputs.facts().prompt().reasoningSignature())));
  }

  private static Optional<Object> unsigned(long bits) {
    return Optional.of(UnsignedLong.fromLongBits(bits));
  }

  private static List<UnsignedLong> bands(long[] bits) {
    return Arrays.stream(bits).mapToObj(UnsignedLong::fromLongBits).toList();
  }
}
