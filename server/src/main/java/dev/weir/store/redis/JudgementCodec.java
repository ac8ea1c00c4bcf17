package dev.weir.store.redis;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.Finding;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Standing;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Judgements as {@code judge.lua} has them: flags, then the number of the chosen in two bytes,
 * their ids in eight each (of which JSON would make twenty), and all else as JSON.
 */
final class JudgementCodec {
  private static final int HELD = 1;
  private static final int SAID = 2;
  private static final int ASKING = 4;
  private static final int PROVEN = 8;

  private JudgementCodec() {}

  static byte[] write(Judgement judgement) {
    ObjectNode json = Json.object();
    json.put("state", judgement.standing().name());
    json.put("since", judgement.since());
    if (judgement.askingSince() != judgement.since()) {
      json.put("asking_since", judgement.askingSince());
    }
    Json.put(json, "set_by", judgement.setBy());
    json.put("first_seen", judgement.firstSeen());
    json.put("last_seen", judgement.lastSeen());
    if (!judgement.finding().equals(Finding.NONE)) {
      write(judgement.finding(), json.putObject("finding"));
    }
    byte[] text = Json.write(json);
    int flags =
        (judgement.standing() == Standing.OBSERVED ? 0 : HELD)
            | (judgement.isSetByOperator() ? SAID : 0)
            | (judgement.isAsking() ? ASKING : 0)
            | (judgement.isProven() ? PROVEN : 0);
    Packed.Writer value =
        new Packed.Writer(3 + Long.BYTES * judgement.chosen().size() + text.length)
            .number(1, flags)
            .number(2, judgement.chosen().size());
    judgement.chosen().forEach(id -> value.number(Long.BYTES, id));
    return value.raw(text, 0, text.length).toBytes();
  }

  static Judgement read(Cohort.Key key, byte[] value) {
    Packed.Reader reader = new Packed.Reader(value, 1);
    int count = reader.small(2);
    Set<Long> chosen = new HashSet<>();
    for (int i = 0; i < count; i++) {
      chosen.add(reader.number(Long.BYTES));
    }
    JsonNode json = Json.read(reader.raw(value.length - 3 - Long.BYTES * count));
    long since = Json.number(json, "since");
    return new Judgement(
        key,
        Json.constant(json, "state", Standing.OBSERVED),
        since,
        json.has("asking_since") ? Json.number(json, "asking_since") : since,
        chosen,
        json.has("finding") ? finding(json.path("finding")) : Finding.NONE,
        Json.text(json, "set_by"),
        Json.number(json, "first_seen"),
        Json.number(json, "last_seen"));
  }

  private static void write(Finding finding, ObjectNode json) {
    json.put("score", finding.score());
    json.put("accounts", finding.accounts());
    json.put("requests", finding.requests());
    json.put("unverified", finding.unverified());
    json.put("unverified_of_all", finding.unverifiedOfAll());
    json.put("fresh", finding.fresh());
    json.put("fresh_of_all", finding.freshOfAll());
    json.put("evenness", finding.evenness());
    json.put("synchrony", finding.synchrony());
    json.put("moved", finding.moved());
    json.put("moved_of_all", finding.movedOfAll());
    json.put("asked", finding.asked());
    json.put("passed", finding.passed());
  }

  private static Finding finding(JsonNode json) {
    return new Finding(
        real(json, "score"),
        real(json, "accounts"),
        Json.number(json, "requests"),
        real(json, "unverified"),
        real(json, "unverified_of_all"),
        real(json, "fresh"),
        real(json, "fresh_of_all"),
        real(json, "evenness"),
        real(json, "synchrony"),
        real(json, "moved"),
        real(json, "moved_of_all"),
        (int) Json.number(json, "asked"),
        (int) Json.number(json, "passed"));
  }

  private static double real(JsonNode json, String name) {
    return json.path(name).asDouble(0);
  }
}
