package dev.weir.audit;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.Kind;
import dev.weir.decision.Decision;
import dev.weir.decision.Facts;
import dev.weir.decision.Reason;
import dev.weir.decision.Risk;
import dev.weir.limit.LimitStatus;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a decision as one line of JSON. {@code docs/decision-log.md} is the contract: fields are
 * added, never renamed or given another meaning. A clearance is a token, and labels may hold
 * anything: neither is written.
 */
final class RecordWriter {
  private final JsonFactory json = new JsonFactory();

  /**
   * Appends one line.
   *
   * @param at epoch milliseconds
   * @param micros how long the decision took
   */
  void write(Facts facts, Decision decision, long at, long micros, ByteArrayOutputStream out) {
    try (JsonGenerator line = json.createGenerator(ObjectWriteContext.empty(), out)) {
      line.writeStartObject();
      line.writeStringProperty("at", Instant.ofEpochMilli(at).toString());
      line.writeStringProperty("decision_id", decision.decisionId());
      text(line, "request_id", decision.requestId());
      line.writeStringProperty("verdict", decision.verdict().name());
      reasons(line, decision.reasons());
      line.writeStringProperty("evidence", decision.evidence().name());
      line.writeStringProperty("policy_version", decision.policyVersion());
      line.writeNumberProperty("duration_us", micros);
      request(line, facts);
      if (decision.retryAfterMillis() > 0 && decision.retryAfterMillis() != LimitStatus.NEVER) {
        line.writeNumberProperty("retry_after_ms", decision.retryAfterMillis());
      }
      limits(line, decision.limits());
      risk(line, decision.risk());
      decision.challenge().ifPresent(challenge -> challenge(line, challenge));
      shadows(line, decision.shadows());
      line.writeEndObject();
    }
    out.write('\n');
  }

  private static void request(JsonGenerator line, Facts facts) {
    Facts.Principal principal = facts.principal();
    line.writeStringProperty("account_id", principal.accountId());
    text(line, "organization_id", principal.organizationId());
    text(line, "api_key_id", principal.apiKeyId());
    text(line, "session_id", principal.sessionId());
    text(line, "ip", facts.network().ip());
    if (facts.network().asn() != 0) {
      line.writeNumberProperty("asn", Integer.toUnsignedLong(facts.network().asn()));
    }
    text(line, "country", facts.network().country());
    text(line, "device_id", facts.network().deviceId());
    text(line, "model", facts.operation().model());
    text(line, "endpoint", facts.operation().endpoint());
    line.writeNumberProperty("input_tokens", facts.operation().inputTokens());
    line.writeNumberProperty("max_output_tokens", facts.operation().maxOutputTokens());
    if (!facts.signals().isEmpty()) {
      line.writeObjectPropertyStart("signals");
      facts.signals().forEach(line::writeNumberProperty);
      line.writeEndObject();
    }
  }

  private static void reasons(JsonGenerator line, List<Reason> reasons) {
    line.writeArrayPropertyStart("reasons");
    for (Reason reason : reasons) {
      line.writeStartObject();
      line.writeStringProperty("code", reason.code());
      line.writeStringProperty("rule", reason.rule());
      text(line, "detail", reason.detail());
      line.writeEndObject();
    }
    line.writeEndArray();
  }

  private static void limits(JsonGenerator line, List<LimitStatus> limits) {
    if (limits.isEmpty()) {
      return;
    }
    line.writeArrayPropertyStart("limits");
    for (LimitStatus limit : limits) {
      line.writeStartObject();
      line.writeStringProperty("name", limit.name());
      line.writeNumberProperty("limit", limit.limit());
      line.writeNumberProperty("remaining", limit.remaining());
      line.writeBooleanProperty("exceeded", limit.exceeded());
      line.writeEndObject();
    }
    line.writeEndArray();
  }

  private static void risk(JsonGenerator line, Risk risk) {
    if (risk.contributions().isEmpty()) {
      return;
    }
    line.writeObjectPropertyStart("risk");
    line.writeNumberProperty("score", risk.score());
    line.writeArrayPropertyStart("contributions");
    for (Risk.Contribution part : risk.contributions()) {
      line.writeStartObject();
      line.writeStringProperty("family", part.family());
      text(line, "source", part.source());
      line.writeNumberProperty("score", part.score());
      text(line, "evidence", part.evidence());
      line.writeEndObject();
    }
    line.writeEndArray();
    line.writeEndObject();
  }

  private static void challenge(JsonGenerator line, Challenge challenge) {
    line.writeObjectPropertyStart("challenge");
    line.writeStringProperty("challenge_id", challenge.challengeId());
    line.writeArrayPropertyStart("kinds");
    for (Kind kind : challenge.kinds()) {
      line.writeString(kind.name());
    }
    line.writeEndArray();
    line.writeStringProperty("expires_at", Instant.ofEpochMilli(challenge.expiresAt()).toString());
    line.writeEndObject();
  }

  private static void shadows(JsonGenerator line, List<Decision.Shadow> shadows) {
    if (shadows.isEmpty()) {
      return;
    }
    line.writeArrayPropertyStart("shadows");
    for (Decision.Shadow shadow : shadows) {
      line.writeStartObject();
      line.writeStringProperty("policy_version", shadow.policyVersion());
      line.writeStringProperty("verdict", shadow.verdict().name());
      reasons(line, shadow.reasons());
      line.writeEndObject();
    }
    line.writeEndArray();
  }

  /** Writes a text that is not empty: what is not known takes no room. */
  private static void text(JsonGenerator line, String name, String value) {
    if (!value.isEmpty()) {
      line.writeStringProperty(name, value);
    }
  }
}
