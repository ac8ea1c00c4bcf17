package dev.weir.challenge;

import dev.weir.challenge.Challenge.State;
import dev.weir.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Keeps challenges in maps, counts what it is asked, and fails when told to. */
final class FakeChallengeStore implements ChallengeStore {
  private final Map<String, Challenge> challenges = new HashMap<>();
  private final Map<String, Used> used = new HashMap<>();
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, Long> keyExpiries = new HashMap<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean away;
  private boolean stalled;
  private int calls;
  private int keyReads;

  private record Used(Use use, long at) {}

  void away(boolean away) {
    this.away = away;
  }

  /** From now on, what is asked is answered only when it is told to {@link #goOn}. */
  synchronized void stall() {
    stalled = true;
  }

  /** From now on, what is asked is answered; not what was asked before. */
  synchronized void recover() {
    stalled = false;
  }

  /** Answers what was asked since it stalled. */
  synchronized void goOn() {
    stalled = false;
    waiting.forEach(Runnable::run);
    waiting.clear();
  }

  synchronized int calls() {
    return calls;
  }

  synchronized int keyReads() {
    return keyReads;
  }

  @Override
  public CompletionStage<Challenge> open(Challenge challenge, long now, long timeoutNanos) {
    return answer(
        () ->
            challenges.values().stream()
                .filter(held -> held.stateAt(now) == State.OPEN)
                .filter(held -> held.accountId().equals(challenge.accountId()))
                .filter(held -> held.rule().equals(challenge.rule()))
                .filter(held -> held.policyDigest().equals(challenge.policyDigest()))
                .findFirst()
                .orElseGet(
                    () -> {
                      challenges.put(challenge.challengeId(), challenge);
                      return challenge;
                    }));
  }

  @Override
  public CompletionStage<Optional<Challenge>> find(String challengeId, long now) {
    return answer(() -> held(challengeId, now));
  }

  @Override
  public CompletionStage<Optional<Resolution>> resolve(String challengeId, State to, long now) {
    return answer(
        () ->
            held(challengeId, now)
                .map(
                    held -> {
                      if (held.state() != State.OPEN) {
                        return new Resolution(held, false);
                      }
                      Challenge ended = held.withState(to);
                      challenges.put(challengeId, ended);
                      return new Resolution(ended, true);
                    }));
  }

  @Override
  public CompletionStage<Boolean> useOnce(Use use, long now, long timeoutNanos) {
    return answer(
        () -> {
          used.values().removeIf(first -> now >= first.use.expiresAt());
          Used first = used.putIfAbsent(use.id(), new Used(use, now));
          return first == null || use.isRetryOf(first.use.by(), first.at, now);
        });
  }

  @Override
  public CompletionStage<Void> publishKey(String keyId, String jwk, long expiresAt) {
    return answer(
            () -> {
              keyExpiries.put(keyId, expiresAt);
              return String.valueOf(keys.put(keyId, jwk));
            })
        .thenAccept(before -> {});
  }

  @Override
  public CompletionStage<Map<String, String>> keys(long now) {
    return answer(
        () -> {
          keyReads++;
          Map<String, String> current = new HashMap<>(keys);
          current.keySet().removeIf(id -> now >= keyExpiries.getOrDefault(id, 0L));
          return Map.copyOf(current);
        });
  }

  private Optional<Challenge> held(String challengeId, long now) {
    return Optional.ofNullable(challenges.get(challengeId))
        .map(challenge -> challenge.withState(challenge.stateAt(now)));
  }

  private synchronized <T> CompletionStage<T> answer(Supplier<T> answer) {
    calls++;
    if (stalled) {
      CompletableFuture<T> later = new CompletableFuture<>();
      waiting.add(() -> later.complete(answer.get()));
      return later;
    }
    return away
        ? CompletableFuture.failedStage(StoreException.unavailable("away", new IOException("away")))
        : CompletableFuture.completedStage(answer.get());
  }
}
