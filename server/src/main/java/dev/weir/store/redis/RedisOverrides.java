package dev.weir.store.redis;

import dev.weir.limit.LimitOverride;
import dev.weir.limit.LimitOverride.Owner;
import dev.weir.limit.OverrideStore;
import java.util.List;
import java.util.concurrent.CompletionStage;
import redis.clients.jedis.Protocol;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps overrides in Redis: one hash of all. */
final class RedisOverrides implements OverrideStore {
  private static final byte[] NO_MESSAGE = {};

  private final Router router;
  private final Keys keys;
  private final Subscriptions subscriptions;

  RedisOverrides(Router router, Keys keys, Subscriptions subscriptions) {
    this.router = router;
    this.keys = keys;
    this.subscriptions = subscriptions;
  }

  @Override
  public CompletionStage<Void> put(LimitOverride override) {
    return change(
        Command.of(
            Protocol.Command.HSET, keys.overrides(), Keys.field(override.key()), write(override)));
  }

  @Override
  public CompletionStage<Void> delete(LimitOverride.Key key) {
    return change(Command.of(Protocol.Command.HDEL, keys.overrides(), Keys.field(key)));
  }

  @Override
  public CompletionStage<List<LimitOverride>> list() {
    return router
        .send(Keys.tagOfSingles(), Command.of(Protocol.Command.HVALS, keys.overrides()))
        .thenApply(
            reply ->
                Replies.list(reply).stream().map(value -> read(Replies.bytes(value))).toList());
  }

  @Override
  public AutoCloseable onChange(Runnable listener) {
    return subscriptions.onOverride(listener);
  }

  private CompletionStage<Void> change(Command command) {
    return router
        .send(Keys.tagOfSingles(), command)
        .thenCompose(
            done ->
                router.send(
                    Keys.tagOfSingles(),
                    Command.of(
                        Protocol.Command.PUBLISH, Keys.bytes(keys.overrideChanges()), NO_MESSAGE)))
        .thenApply(told -> null);
  }

  private static byte[] write(LimitOverride override) {
    ObjectNode json = Json.object();
    json.put("limit", override.limit());
    json.put("owner", override.owner().name());
    json.put("owner_id", override.ownerId());
    json.put("max", override.max());
    Json.put(json, "expires_at", override.expiresAt());
    return Json.write(json);
  }

  private static LimitOverride read(byte[] value) {
    JsonNode json = Json.read(value);
    return new LimitOverride(
        Json.text(json, "limit"),
        Json.constant(json, "owner", Owner.ACCOUNT),
        Json.text(json, "owner_id"),
        Json.number(json, "max"),
        Json.number(json, "expires_at"));
  }
}
