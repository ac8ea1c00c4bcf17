package dev.weir.store.redis;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.Kind;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Challenges as JSON. */
final class ChallengeCodec {
  private ChallengeCodec() {}

  static byte[] write(Challenge challenge) {
    ObjectNode json = Json.object();
    json.put("account", challenge.accountId());
    json.put("rule", challenge.rule());
    json.put("policy", challenge.policyDigest());
    ArrayNode kinds = json.putArray("kinds");
    challenge.kinds().forEach(kind -> kinds.add(kind.name()));
    Json.put(json, "url", challenge.url());
    Json.put(json, "puzzle", challenge.puzzle());
    json.put("opened_at", challenge.openedAt());
    json.put("expires_at", challenge.expiresAt());
    json.put("state", challenge.state().name());
    return Json.write(json);
  }

  static Challenge read(String challengeId, byte[] value) {
    JsonNode json = Json.read(value);
    return new Challenge(
        challengeId,
        Json.text(json, "account"),
        Json.text(json, "rule"),
        Json.text(json, "policy"),
        kinds(json.path("kinds")),
        Json.text(json, "url"),
        Json.text(json, "puzzle"),
        Json.number(json, "opened_at"),
        Json.number(json, "expires_at"),
        Json.constant(json, "state", Challenge.State.OPEN));
  }

  private static List<Kind> kinds(JsonNode names) {
    return names.valueStream().map(name -> Replies.constant(Kind.class, name.asString())).toList();
  }
}
