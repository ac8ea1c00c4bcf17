package dev.weir.store.redis;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.PaymentInstrument;
import dev.weir.account.RiskScore;
import dev.weir.account.Signup;
import dev.weir.account.Status;
import dev.weir.account.Verification;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Accounts and risk scores as JSON. What is empty is left out, and what is left out is empty: so a
 * release reads what another wrote.
 */
final class AccountCodec {
  private AccountCodec() {}

  static byte[] write(Account account) {
    ObjectNode json = Json.object();
    Json.put(json, "organization", account.organizationId());
    json.put("status", account.status().name());
    Json.put(json, "tier", account.tier());
    Json.put(json, "programme", account.programme());
    if (!account.verification().equals(Verification.NONE)) {
      ObjectNode verification = json.putObject("verification");
      verification.put("level", account.verification().level().name());
      Json.put(verification, "method", account.verification().method());
      Json.put(verification, "identity_hash", account.verification().identityHash());
      Json.put(verification, "verified_at", account.verification().verifiedAt());
      Json.put(verification, "expires_at", account.verification().expiresAt());
    }
    if (!account.payment().equals(PaymentInstrument.NONE)) {
      ObjectNode payment = json.putObject("payment");
      Json.put(payment, "fingerprint", account.payment().fingerprint());
      payment.put("prepaid", account.payment().prepaid());
      Json.put(payment, "country", account.payment().country());
    }
    if (!account.signup().equals(Signup.UNKNOWN)) {
      ObjectNode signup = json.putObject("signup");
      Json.put(signup, "ip", account.signup().ip());
      Json.put(signup, "device_id", account.signup().deviceId());
      Json.put(signup, "email_domain", account.signup().emailDomain());
    }
    Json.put(json, "created_at", account.createdAt());
    if (!account.tags().isEmpty()) {
      ArrayNode tags = json.putArray("tags");
      account.tags().forEach(tags::add);
    }
    return Json.write(json);
  }

  static Account read(String accountId, byte[] value) {
    JsonNode json = Json.read(value);
    JsonNode verification = json.path("verification");
    JsonNode payment = json.path("payment");
    JsonNode signup = json.path("signup");
    List<String> tags = json.path("tags").valueStream().map(JsonNode::asString).toList();
    return new Account(
        accountId,
        Json.text(json, "organization"),
        Json.constant(json, "status", Status.ACTIVE),
        Json.text(json, "tier"),
        Json.text(json, "programme"),
        new Verification(
            Json.constant(verification, "level", Level.NONE),
            Json.text(verification, "method"),
            Json.text(verification, "identity_hash"),
            Json.number(verification, "verified_at"),
            Json.number(verification, "expires_at")),
        new PaymentInstrument(
            Json.text(payment, "fingerprint"),
            payment.path("prepaid").asBoolean(false),
            Json.text(payment, "country")),
        new Signup(
            Json.text(signup, "ip"),
            Json.text(signup, "device_id"),
            Json.text(signup, "email_domain")),
        Json.number(json, "created_at"),
        tags);
  }

  /** Returns a score as {@code scores.lua} compares it: two times, then JSON. */
  static byte[] write(RiskScore score) {
    ObjectNode json = Json.object();
    json.put("score", score.score());
    Json.put(json, "reason", score.reason());
    Json.put(json, "half_life", score.halfLifeMillis());
    byte[] rest = Json.write(json);
    return new Packed.Writer(12 + rest.length)
        .number(6, score.observedAt())
        .number(6, score.expiresAt())
        .raw(rest, 0, rest.length)
        .toBytes();
  }

  static RiskScore read(String accountId, String source, byte[] value) {
    Packed.Reader reader = new Packed.Reader(value);
    long observedAt = reader.number(6);
    long expiresAt = reader.number(6);
    JsonNode json = Json.read(reader.raw(value.length - 12));
    return new RiskScore(
        accountId,
        source,
        json.path("score").asDouble(0),
        Json.text(json, "reason"),
        observedAt,
        Json.number(json, "half_life"),
        expiresAt);
  }
}
