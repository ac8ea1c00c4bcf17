package dev.weir.store.memory;

import dev.weir.challenge.Challenge;
import dev.weir.challenge.ChallengeStore;
import dev.weir.store.StoreException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps challenges, what was used once, and published keys in memory, under one lock: none of it is
 * a hot path.
 */
final class MemoryChallenges implements ChallengeStore {
  private static final long KEPT_MILLIS = Duration.ofDays(1).toMillis();
  private static final int MOST_KEYS = 1_000;

  private record Asking(String accountId, String rule, String policyDigest) {}

  private record Deadline(String id, long at) {}

  private record Used(Use use, long at) {}

  private record Key(String jwk, long expiresAt) {}

  private final int most;
  private final Object lock = new Object();
  private final Map<String, Challenge> challenges = new HashMap<>();
  private final Map<Asking, String> open = new HashMap<>();
  private final PriorityQueue<Deadline> ends = soonestFirst();
  private final Map<String, Used> used = new HashMap<>();
  private final PriorityQueue<Deadline> usedUntil = soonestFirst();
  private final Map<String, Key> keys = new HashMap<>();
  private final LongAdder evictions = new LongAdder();

  MemoryChallenges(MemoryConfig config) {
    this.most = config.maxChallenges();
  }

  @Override
  public CompletionStage<Challenge> open(Challenge challenge, long now, long timeoutNanos) {
    synchronized (lock) {
      forgetEnded(now);
      Asking asking = asking(challenge);
      String id = open.get(asking);
      Challenge held = id == null ? null : challenges.get(id);
      if (held != null && held.stateAt(now) == Challenge.State.OPEN) {
        return CompletableFuture.completedFuture(held);
      }
      challenges.put(challenge.challengeId(), challenge);
      open.put(asking, challenge.challengeId());
      // One that is passed or failed ended before it expires, so it is kept longer than it needs to
      // be.
      ends.add(new Deadline(challenge.challengeId(), challenge.expiresAt() + KEPT_MILLIS));
      return CompletableFuture.completedFuture(challenge);
    }
  }

  @Override
  public CompletionStage<Optional<Challenge>> find(String challengeId, long now) {
    synchronized (lock) {
      return CompletableFuture.completedFuture(
          Optional.ofNullable(challenges.get(challengeId)).map(held -> at(held, now)));
    }
  }

  @Override
  public CompletionStage<Optional<Resolution>> resolve(
      String challengeId, Challenge.State to, long now) {
    synchronized (lock) {
      Challenge held = challenges.get(challengeId);
      if (held == null) {
        return CompletableFuture.completedFuture(Optional.empty());
      }
      if (held.stateAt(now) != Challenge.State.OPEN) {
        return CompletableFuture.completedFuture(Optional.of(new Resolution(at(held, now), false)));
      }
      Challenge ended = held.withState(to);
      challenges.put(challengeId, ended);
      open.remove(asking(held), challengeId);
      return CompletableFuture.completedFuture(Optional.of(new Resolution(ended, true)));
    }
  }

  @Override
  public CompletionStage<Boolean> useOnce(Use use, long now, long timeoutNanos) {
    synchronized (lock) {
      for (Deadline next = usedUntil.peek();
          next != null && next.at <= now;
          next = usedUntil.peek()) {
        usedUntil.remove();
        Used held = used.get(next.id);
        if (held != null && held.use.expiresAt() == next.at) {
          used.remove(next.id);
        }
      }
      Used held = used.get(use.id());
      if (held != null && now < held.use.expiresAt()) {
        return CompletableFuture.completedFuture(use.isRetryOf(held.use.by(), held.at, now));
      }
      if (used.size() >= most) {
        // To forget one would let it be used again.
        return CompletableFuture.failedFuture(
            StoreException.full("things used once", most, "maxChallenges"));
      }
      used.put(use.id(), new Used(use, now));
      usedUntil.add(new Deadline(use.id(), use.expiresAt()));
      return CompletableFuture.completedFuture(true);
    }
  }

  @Override
  public CompletionStage<Void> publishKey(String keyId, String jwk, long expiresAt) {
    synchronized (lock) {
      if (keys.size() >= MOST_KEYS && !keys.containsKey(keyId)) {
        keys.entrySet().stream()
            .min(Comparator.comparingLong(entry -> entry.getValue().expiresAt))
            .map(Map.Entry::getKey)
            .ifPresent(keys::remove);
      }
      keys.put(keyId, new Key(jwk, expiresAt));
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Map<String, String>> keys(long now) {
    Map<String, String> current = new HashMap<>();
    synchronized (lock) {
      keys.values().removeIf(key -> now >= key.expiresAt);
      keys.forEach((id, key) -> current.put(id, key.jwk));
    }
    return CompletableFuture.completedFuture(Map.copyOf(current));
  }

  /** Returns how many challenges had to make room before their time. */
  long evictions() {
    return evictions.sum();
  }

  /** Drops what ended long enough ago, and of too many what ends first. */
  private void forgetEnded(long now) {
    for (Deadline next = ends.peek();
        next != null && (next.at <= now || challenges.size() >= most);
        next = ends.peek()) {
      ends.remove();
      Challenge gone = challenges.remove(next.id);
      if (gone != null) {
        open.remove(asking(gone), next.id);
        if (next.at > now) {
          evictions.increment();
        }
      }
    }
  }

  private static Challenge at(Challenge challenge, long now) {
    Challenge.State state = challenge.stateAt(now);
    return state == challenge.state() ? challenge : challenge.withState(state);
  }

  private static Asking asking(Challenge challenge) {
    return new Asking(challenge.accountId(), challenge.rule(), challenge.policyDigest());
  }

  private static PriorityQueue<Deadline> soonestFirst() {
    return new PriorityQueue<>(Comparator.comparingLong(Deadline::at));
  }
}
