package dev.weir.challenge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.account.AccountStore;
import dev.weir.account.Level;
import dev.weir.account.Verification;
import dev.weir.challenge.Challenge.State;
import dev.weir.challenge.ChallengeException.Reason;
import dev.weir.limit.HashTag;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Opens challenges, ends them, and judges the clearances that they yield. Thread-safe; all time is
 * the caller's {@code now} in epoch milliseconds. Stages fail with {@code StoreException}, or with
 * {@link ChallengeException} where what was asked cannot be.
 */
public final class ChallengeService implements Challenges, AutoCloseable {
  /**
   * How long this replica takes an open challenge to be still open: a hammered account costs the
   * store that little.
   */
  static final long OPEN_MILLIS = 5_000;

  private static final int ID_BYTES = 16;
  private static final int TAG_DIGITS = 4;
  private static final int ID_LENGTH = TAG_DIGITS + 22;
  private static final int CACHED = 50_000;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final ChallengeStore store;
  private final AccountStore accounts;
  private final ChallengeConfig config;
  private final ClearanceKeys keys;
  private final ClearanceTokens tokens;
  private final ProofOfWork proofOfWork;
  private final RandomGenerator random;
  private final ChallengeListener listener;
  private final Attempts wrongAnswers = new Attempts();
  private final Cache<OpenKey, Opened> open = Caffeine.newBuilder().maximumSize(CACHED).build();

  /** Tokens of challenges that this replica ended: a caller that lost the answer asks again. */
  private final Cache<String, String> issued = Caffeine.newBuilder().maximumSize(CACHED).build();

  private ChallengeService(
      ChallengeStore store,
      AccountStore accounts,
      ChallengeConfig config,
      ClearanceKeys keys,
      RandomGenerator random,
      ChallengeListener listener) {
    this.store = store;
    this.accounts = accounts;
    this.config = config;
    this.keys = keys;
    this.tokens = new ClearanceTokens(keys, config.clearanceTtl().toMillis(), random);
    this.proofOfWork = new ProofOfWork(config.proofOfWorkHashes(), random);
    this.random = random;
    this.listener = listener;
  }

  /**
   * Creates the service, with the keys that {@code config} names.
   *
   * @param random for ids and puzzles: a {@code SecureRandom}
   * @param listener is told of each pass
   * @throws IOException if the key file cannot be read
   * @throws IllegalArgumentException if the key file does not hold such keys; says why in one line
   */
  public static ChallengeService create(
      ChallengeStore store,
      AccountStore accounts,
      ChallengeConfig config,
      RandomGenerator random,
      ChallengeListener listener,
      long now)
      throws IOException {
    ClearanceKeys keys =
        config.keyFile().isPresent()
            ? new FileKeys(config.keyFile().get(), now)
            : new SharedKeys(
                store, config.keyRotation().toMillis(), config.clearanceTtl().toMillis());
    return new ChallengeService(store, accounts, config, keys, random, listener);
  }

  @Override
  public CompletionStage<Challenge> open(Ask ask, long now, long timeoutNanos) {
    OpenKey key = new OpenKey(ask.accountId(), ask.rule(), ask.policyDigest());
    Opened opened = open.getIfPresent(key);
    if (opened != null && opened.holds(now)) {
      return opened.stage;
    }
    return store
        .open(challenge(ask, now), now, timeoutNanos)
        .thenApply(
            challenge -> {
              open.put(key, new Opened(challenge, now));
              return challenge;
            });
  }

  @Override
  public CompletionStage<Optional<Clearance>> verify(
      String token, String accountId, long now, long timeoutNanos) {
    return tokens.verify(token, accountId, now, timeoutNanos);
  }

  @Override
  public CompletionStage<Boolean> redeem(
      Clearance clearance, String requestId, long now, long timeoutNanos) {
    return store.useOnce(
        new ChallengeStore.Use(
            "clearance:" + clearance.clearanceId(), requestId, clearance.expiresAt()),
        now,
        timeoutNanos);
  }

  /** Ends what limits how long keys are waited for: from then on, for as long as it takes. */
  @Override
  public void close() {
    keys.close();
  }

  /** Returns a challenge with its state at {@code now}; fails where there is none with this id. */
  public CompletionStage<Challenge> find(String challengeId, long now) {
    if (!isId(challengeId)) {
      return CompletableFuture.failedStage(notFound());
    }
    return store
        .find(challengeId, now)
        .thenApply(
            found ->
                found
                    .map(challenge -> challenge.withState(challenge.stateAt(now)))
                    .orElseThrow(ChallengeService::notFound));
  }

  /**
   * Ends a challenge with a pass, and raises its account's verification to what {@code kind}
   * proves. A challenge ends once: of one that has already ended, this returns how. Until it would
   * have expired, one that was passed raises the verification again, so that a call whose answer
   * was lost can be made again.
   *
   * @param proof what was verified; its level is the kind's
   */
  public CompletionStage<Ended> pass(String challengeId, Kind kind, Proof proof, long now) {
    return find(challengeId, now)
        .thenCompose(challenge -> end(requireKind(challenge, kind), State.PASSED, now))
        .thenCompose(ended -> issue(ended, kind, now))
        .thenCompose(ended -> raise(ended, kind, proof, now))
        .thenApply(ended -> tell(ended, kind, now));
  }

  /** Ends a challenge as failed. Of one that has already ended, this returns how. */
  public CompletionStage<Ended> fail(String challengeId, long now) {
    return find(challengeId, now)
        .thenCompose(challenge -> end(challenge, State.FAILED, now))
        .thenCompose(ended -> withVerification(ended));
  }

  /**
   * Ends a challenge with its account's own answer to the puzzle. Raises no verification. A right
   * answer to a challenge that was already passed gets the same clearance, where this replica
   * issued it, and otherwise none.
   *
   * @param solution ALTCHA's base64 payload
   */
  public CompletionStage<Ended> solve(
      String challengeId, String accountId, String solution, long now) {
    if (wrongAnswers.exhausted(accountId, now)) {
      return CompletableFuture.failedStage(
          new ChallengeException(
              Reason.TOO_MANY_ATTEMPTS, "too many wrong answers: try again in a minute"));
    }
    return find(challengeId, now)
        .thenCompose(
            challenge -> {
              if (!challenge.accountId().equals(accountId)) {
                throw notFound();
              }
              requireKind(challenge, Kind.PROOF_OF_WORK);
              if (!proofOfWork.isSolved(challenge.puzzle(), solution)) {
                wrongAnswers.failed(accountId, now);
                throw new ChallengeException(
                    Reason.WRONG_ANSWER, "the answer does not solve this challenge's puzzle");
              }
              return end(challenge, State.PASSED, now);
            })
        .thenCompose(ended -> issue(ended, Kind.PROOF_OF_WORK, now))
        .thenApply(ended -> tell(ended, Kind.PROOF_OF_WORK, now));
  }

  private CompletionStage<Ended> end(Challenge challenge, State to, long now) {
    if (challenge.state() == State.EXPIRED) {
      throw new ChallengeException(
          Reason.CHALLENGE_EXPIRED,
          "the challenge expired at "
              + Instant.ofEpochMilli(challenge.expiresAt())
              + ": the account's next request opens another");
    }
    open.invalidate(new OpenKey(challenge.accountId(), challenge.rule(), challenge.policyDigest()));
    if (challenge.state() != State.OPEN) {
      return CompletableFuture.completedStage(new Ended(challenge, false));
    }
    // A key first: once the challenge has ended, nothing should keep its clearance from being
    // signed.
    return tokens
        .ready(now)
        .thenCompose(ready -> store.resolve(challenge.challengeId(), to, now))
        .thenApply(
            resolution -> {
              ChallengeStore.Resolution ended = resolution.orElseThrow(ChallengeService::notFound);
              return new Ended(ended.challenge(), ended.changed());
            });
  }

  private CompletionStage<Ended> issue(Ended ended, Kind kind, long now) {
    if (ended.challenge.state() != State.PASSED) {
      return CompletableFuture.completedStage(ended);
    }
    String challengeId = ended.challenge.challengeId();
    if (!ended.changed) {
      return CompletableFuture.completedStage(
          ended.withClearance(Optional.ofNullable(issued.getIfPresent(challengeId))));
    }
    return tokens
        .issue(ended.challenge, kind, now)
        .thenApply(
            token -> {
              issued.put(challengeId, token);
              return ended.withClearance(Optional.of(token));
            });
  }

  private CompletionStage<Ended> raise(Ended ended, Kind kind, Proof proof, long now) {
    if (ended.challenge.state() != State.PASSED
        || kind.level() == Level.NONE
        || now >= ended.challenge.expiresAt()) {
      return withVerification(ended);
    }
    Verification reached =
        new Verification(kind.level(), proof.method, proof.identityHash, now, proof.expiresAt);
    return accounts
        .raise(ended.challenge.accountId(), reached, now)
        .thenApply(ended::withVerification);
  }

  private Ended tell(Ended ended, Kind kind, long now) {
    if (ended.changed && ended.challenge.state() == State.PASSED) {
      listener.passed(ended.challenge.accountId(), kind.level(), now);
    }
    return ended;
  }

  private CompletionStage<Ended> withVerification(Ended ended) {
    return accounts
        .find(ended.challenge.accountId())
        .thenApply(profile -> ended.withVerification(profile.account().verification()));
  }

  private Challenge challenge(Ask ask, long now) {
    String id = id(ask.accountId());
    long expiresAt = now + ask.challengeMillis();
    String puzzle =
        ask.kinds().contains(Kind.PROOF_OF_WORK) ? proofOfWork.create(id, expiresAt) : "";
    return new Challenge(
        id,
        ask.accountId(),
        ask.rule(),
        ask.policyDigest(),
        ask.kinds(),
        config.urlOf(id),
        puzzle,
        now,
        expiresAt,
        State.OPEN);
  }

  /**
   * Returns a new id: the account's tag, by which a store places it, and 128 bits that nobody
   * guesses.
   */
  private String id(String accountId) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return String.format("%04x", HashTag.of(accountId)) + BASE64.encodeToString(bytes);
  }

  /** Returns whether {@code text} could be an id: what cannot costs the store nothing. */
  private static boolean isId(String text) {
    if (text.length() != ID_LENGTH) {
      return false;
    }
    for (int i = 0; i < ID_LENGTH; i++) {
      char c = text.charAt(i);
      boolean isHex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      boolean isBase64 = isHex || Character.isLetter(c) || c == '-' || c == '_';
      if (c > 'z' || !(i < TAG_DIGITS ? isHex : isBase64)) {
        return false;
      }
    }
    return Integer.parseInt(text, 0, TAG_DIGITS, 16) < HashTag.COUNT;
  }

  private static Challenge requireKind(Challenge challenge, Kind kind) {
    if (!challenge.kinds().contains(kind)) {
      throw new ChallengeException(
          Reason.CHALLENGE_KIND_MISMATCH,
          "kind: \""
              + Kinds.name(kind)
              + "\" (expected: one that the challenge asks for: "
              + challenge.kinds().stream().map(Kinds::name).collect(Collectors.joining(", "))
              + ")");
    }
    return challenge;
  }

  private static ChallengeException notFound() {
    return new ChallengeException(
        Reason.CHALLENGE_NOT_FOUND, "there is no such challenge, or not any more");
  }

  /**
   * How something was verified, outside Weir.
   *
   * @param method in the provider's words; may be empty
   * @param identityHash keyed hash of the verified identity; empty if there is none
   * @param expiresAt epoch milliseconds from which the verification is no longer held; 0 if it does
   *     not expire
   */
  public record Proof(String method, String identityHash, long expiresAt) {}

  /**
   * A challenge that has ended.
   *
   * @param changed whether it was this call that ended it
   * @param clearance the token that a pass yields
   * @param verification what the account then holds; {@link Verification#NONE} after a solved
   *     puzzle, which raises nothing
   */
  public record Ended(
      Challenge challenge, boolean changed, Optional<String> clearance, Verification verification) {
    Ended(Challenge challenge, boolean changed) {
      this(challenge, changed, Optional.empty(), Verification.NONE);
    }

    Ended withClearance(Optional<String> token) {
      return new Ended(challenge, changed, token, verification);
    }

    Ended withVerification(Verification held) {
      return new Ended(challenge, changed, clearance, held);
    }
  }

  private record OpenKey(String accountId, String rule, String policyDigest) {}

  /** An open challenge, as this replica knew it at {@code seenAt}. */
  private record Opened(Challenge challenge, CompletionStage<Challenge> stage, long seenAt) {
    Opened(Challenge challenge, long seenAt) {
      this(challenge, CompletableFuture.completedFuture(challenge), seenAt);
    }

    boolean holds(long now) {
      return Math.abs(now - seenAt) < OPEN_MILLIS && challenge.stateAt(now) == State.OPEN;
    }
  }
}
