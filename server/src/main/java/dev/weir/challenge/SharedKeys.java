package dev.weir.challenge;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import dev.weir.deadline.Deadlines;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that this replica makes and changes by itself. Public halves are published in the store
 * before they are used, so that every replica verifies every other's tokens; private halves leave
 * no process.
 */
final class SharedKeys implements ClearanceKeys {
  private static final Logger LOG = LoggerFactory.getLogger(SharedKeys.class);

  /**
   * How often ids that nobody knows can make this replica read the published keys. A reading that
   * takes longer is taken to be lost: nobody new waits for it.
   */
  static final long FIND_MILLIS = 1_000;

  private static final long LOG_MILLIS = 60_000;

  /** Beyond any clearance's end, for clocks that differ. */
  private static final long MARGIN_MILLIS = 60_000;

  private final ChallengeStore store;
  private final long rotationMillis;
  private final long clearanceMillis;
  private final Map<String, OwnKey> own = new ConcurrentHashMap<>();
  private final Deadlines deadlines = new Deadlines("weir-key-deadlines");
  private volatile Map<String, VerifyingKey> published = Map.of();

  // Guarded by this.
  private @Nullable OwnKey current;
  private @Nullable CompletableFuture<ECKey> rotation;
  private CompletableFuture<Map<String, VerifyingKey>> reading =
      CompletableFuture.completedFuture(Map.of());
  private long lastRead = Long.MIN_VALUE / 2;
  private long lastLogged = Long.MIN_VALUE / 2;

  SharedKeys(ChallengeStore store, long rotationMillis, long clearanceMillis) {
    this.store = store;
    this.rotationMillis = rotationMillis;
    this.clearanceMillis = clearanceMillis;
  }

  @Override
  public CompletionStage<ECKey> signing(long now) {
    CompletableFuture<ECKey> started;
    synchronized (this) {
      if (current != null && now < current.signsUntil) {
        return CompletableFuture.completedFuture(current.key);
      }
      if (rotation != null) {
        return rotation;
      }
      started = new CompletableFuture<>();
      rotation = started;
    }
    rotate(started, now);
    return started;
  }

  @Override
  public @Nullable VerifyingKey atHand(String keyId, long now) {
    OwnKey mine = own.get(keyId);
    if (mine != null) {
      return now < mine.expiresAt ? mine.verifying : null;
    }
    return published.get(keyId);
  }

  @Override
  public CompletionStage<Optional<VerifyingKey>> find(String keyId, long now, long timeoutNanos) {
    CompletableFuture<Map<String, VerifyingKey>> keys = reading(now);
    if (timeoutNanos <= 0 && !keys.isDone()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Optional<VerifyingKey>> found =
        keys.thenApply(all -> Optional.ofNullable(all.get(keyId)));
    if (timeoutNanos != Long.MAX_VALUE && !found.isDone()) {
      deadlines.add(new Waiting(found), timeoutNanos);
    }
    return found;
  }

  @Override
  public void close() {
    deadlines.close();
  }

  /**
   * Returns the keys as they are being read, or were within the last {@link #FIND_MILLIS}. Whoever
   * can wait no longer leaves the reading alone: what comes too late for one is there for the next.
   */
  private CompletableFuture<Map<String, VerifyingKey>> reading(long now) {
    CompletableFuture<Map<String, VerifyingKey>> started;
    synchronized (this) {
      if (Math.abs(now - lastRead) < FIND_MILLIS) {
        return reading;
      }
      lastRead = now;
      started = new CompletableFuture<>();
      reading = started;
    }
    read(started, now);
    return started;
  }

  private void rotate(CompletableFuture<ECKey> started, long now) {
    OwnKey made = make(now);
    store
        .publishKey(made.key.getKeyID(), made.key.toPublicJWK().toJSONString(), made.expiresAt)
        .whenComplete(
            (published, error) -> {
              synchronized (this) {
                rotation = null;
                if (error == null) {
                  own.put(made.key.getKeyID(), made);
                  own.values().removeIf(key -> now >= key.expiresAt);
                  current = made;
                }
              }
              if (error == null) {
                started.complete(made.key);
              } else {
                started.completeExceptionally(error);
              }
            });
  }

  private OwnKey make(long now) {
    ECKey key = ClearanceKeyFile.generate();
    long signsUntil = now + rotationMillis;
    return new OwnKey(
        key, VerifyingKey.of(key), signsUntil, signsUntil + clearanceMillis + MARGIN_MILLIS);
  }

  private void read(CompletableFuture<Map<String, VerifyingKey>> started, long now) {
    store
        .keys(now)
        .whenComplete(
            (keys, error) -> {
              if (error == null) {
                published = parse(keys, now);
              } else {
                log(now, error.toString());
              }
              started.complete(published);
            });
  }

  private Map<String, VerifyingKey> parse(Map<String, String> keys, long now) {
    Map<String, VerifyingKey> parsed = HashMap.newHashMap(keys.size());
    keys.forEach(
        (id, text) -> {
          try {
            VerifyingKey key = VerifyingKey.of(JWK.parse(text));
            if (key.keyId().equals(id)) {
              parsed.put(id, key);
            }
          } catch (ParseException | IllegalArgumentException e) {
            log(now, e.toString());
          }
        });
    return Map.copyOf(parsed);
  }

  private void log(long now, String what) {
    synchronized (this) {
      if (Math.abs(now - lastLogged) < LOG_MILLIS) {
        return;
      }
      lastLogged = now;
    }
    LOG.warn("Keys that others published cannot be used; their clearances do not count: {}", what);
  }

  /** A token that waits for its key, and counts as none where that is late. */
  private record Waiting(CompletableFuture<Optional<VerifyingKey>> found)
      implements Deadlines.Call {
    @Override
    public boolean isDone() {
      return found.isDone();
    }

    @Override
    public void timeOver() {
      found.complete(Optional.empty());
    }
  }

  /** A key that this replica made. */
  private record OwnKey(ECKey key, VerifyingKey verifying, long signsUntil, long expiresAt) {}
}
