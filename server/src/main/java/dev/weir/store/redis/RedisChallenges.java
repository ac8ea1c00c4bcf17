package dev.weir.store.redis;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.ChallengeStore;
import dev.weir.limit.HashTag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps challenges in Redis: one string a challenge, and one for what an account has open by a rule
 * of a policy. An account's are in one slot, as each id begins with its account's tag.
 */
final class RedisChallenges implements ChallengeStore {
  private static final Logger LOG = LoggerFactory.getLogger(RedisChallenges.class);
  private static final long KEPT_MILLIS = Duration.ofDays(1).toMillis();

  private final Router router;
  private final Keys keys;
  private final Swaps swaps;

  RedisChallenges(Router router, Keys keys, Swaps swaps) {
    this.router = router;
    this.keys = keys;
    this.swaps = swaps;
  }

  @Override
  public CompletionStage<Challenge> open(Challenge challenge, long now, long timeoutNanos) {
    int tag = HashTag.of(challenge.accountId());
    byte[] open = keys.open(tag, challenge.accountId(), challenge.rule(), challenge.policyDigest());
    Swaps.Change<Challenge> opened =
        Swaps.Change.to(Keys.bytes(challenge.challengeId()), ttl(challenge, now), challenge)
            .and(keys.challenge(challenge.challengeId()), ChallengeCodec.write(challenge));
    return swaps.changeLater(
        tag,
        open,
        id ->
            id.length == 0
                ? CompletableFuture.completedFuture(opened)
                : find(new String(id, StandardCharsets.UTF_8), now)
                    .thenApply(
                        held ->
                            held.filter(other -> other.state() == Challenge.State.OPEN)
                                .map(Swaps.Change::none)
                                .orElse(opened)));
  }

  @Override
  public CompletionStage<Optional<Challenge>> find(String challengeId, long now) {
    return router
        .send(
            Keys.tagOfChallenge(challengeId),
            Command.of(Protocol.Command.GET, keys.challenge(challengeId)))
        .thenApply(
            reply ->
                reply == null
                    ? Optional.empty()
                    : Optional.of(at(ChallengeCodec.read(challengeId, Replies.bytes(reply)), now)));
  }

  @Override
  public CompletionStage<Optional<Resolution>> resolve(
      String challengeId, Challenge.State to, long now) {
    return swaps.change(
        Keys.tagOfChallenge(challengeId),
        keys.challenge(challengeId),
        value -> {
          if (value.length == 0) {
            return Swaps.Change.none(Optional.empty());
          }
          Challenge held = at(ChallengeCodec.read(challengeId, value), now);
          if (held.state() != Challenge.State.OPEN) {
            return Swaps.Change.none(Optional.of(new Resolution(held, false)));
          }
          Challenge ended = held.withState(to);
          return Swaps.Change.to(
              ChallengeCodec.write(ended),
              ttl(ended, now),
              Optional.of(new Resolution(ended, true)));
        });
  }

  @Override
  public CompletionStage<Boolean> useOnce(Use use, long now, long timeoutNanos) {
    if (use.expiresAt() <= now) {
      return CompletableFuture.completedFuture(true);
    }
    return swaps.change(
        HashTag.of(use.id()),
        keys.used(use.id()),
        value -> {
          UsedOnce held = UsedOnce.read(value);
          if (now >= held.expiresAt()) {
            byte[] written = new UsedOnce(use.expiresAt(), now, use.by()).write();
            return Swaps.Change.to(written, use.expiresAt() - now, true);
          }
          return Swaps.Change.none(use.isRetryOf(held.by(), held.at(), now));
        });
  }

  @Override
  public CompletionStage<Void> publishKey(String keyId, String jwk, long expiresAt) {
    ObjectNode json = Json.object();
    json.put("jwk", jwk);
    json.put("expires_at", expiresAt);
    return router
        .send(
            Keys.tagOfSingles(),
            Command.of(
                Protocol.Command.HSET, keys.published(), Keys.bytes(keyId), Json.write(json)))
        .thenApply(done -> null);
  }

  @Override
  public CompletionStage<Map<String, String>> keys(long now) {
    return router
        .send(Keys.tagOfSingles(), Command.of(Protocol.Command.HGETALL, keys.published()))
        .thenApply(reply -> current(Replies.list(reply), now));
  }

  private Map<String, String> current(List<?> pairs, long now) {
    Map<String, String> current = new HashMap<>();
    List<byte[]> longGone = new ArrayList<>();
    longGone.add(keys.published());
    for (int i = 0; i < pairs.size(); i += 2) {
      JsonNode json = Json.read(Replies.bytes(pairs.get(i + 1)));
      long expiresAt = Json.number(json, "expires_at");
      if (now < expiresAt) {
        current.put(Replies.text(pairs.get(i)), Json.text(json, "jwk"));
      } else if (now >= expiresAt + KEPT_MILLIS) {
        longGone.add(Replies.bytes(pairs.get(i)));
      }
    }
    if (longGone.size() > 1) {
      forget(longGone);
    }
    return Map.copyOf(current);
  }

  private void forget(List<byte[]> longGone) {
    router
        .send(
            Keys.tagOfSingles(), Command.of(Protocol.Command.HDEL, longGone.toArray(byte[][]::new)))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.debug("Expired public keys stay until they are read again", failure);
              }
            });
  }

  private static long ttl(Challenge challenge, long now) {
    return Math.max(0, challenge.expiresAt() - now) + KEPT_MILLIS;
  }

  private static Challenge at(Challenge challenge, long now) {
    Challenge.State state = challenge.stateAt(now);
    return state == challenge.state() ? challenge : challenge.withState(state);
  }
}
