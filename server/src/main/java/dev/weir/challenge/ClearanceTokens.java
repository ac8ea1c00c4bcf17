package dev.weir.challenge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.base.CharMatcher;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Issues clearances as signed tokens, and says what a token is worth. Thread-safe.
 *
 * <p>A token is a JWT (RFC 7519), always signed with ES256 (RFC 7518): whatever else its header
 * says is refused before anything is computed (RFC 8725, 3.1). It names its account by a hash only.
 * The cheap claims are judged before the signature, and an account that keeps sending forged tokens
 * is not listened to for a while, so that forging costs the forger more than Weir.
 */
final class ClearanceTokens {
  /** The characters of base64url without padding (RFC 7515, section 2), and the dot. */
  private static final CharMatcher ALPHABET =
      CharMatcher.inRange('a', 'z')
          .or(CharMatcher.inRange('A', 'Z'))
          .or(CharMatcher.inRange('0', '9'))
          .or(CharMatcher.anyOf("-_."))
          .precomputed();

  static final int LONGEST_KEY_ID = 64;

  private static final int LONGEST_TOKEN = 4096;
  private static final int ID_BYTES = 16;
  private static final int CACHED = 50_000;
  private static final String ISSUER = "weir";
  private static final String RULE = "rule";
  private static final String POLICY = "policy";
  private static final String KIND = "kind";
  private static final JOSEObjectType TYPE = new JOSEObjectType("weir-clearance+jwt");

  /** Replicas' clocks may differ by that much. */
  private static final long CLOCK_SKEW_MILLIS = 10_000;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final ClearanceKeys keys;
  private final long clearanceMillis;
  private final RandomGenerator random;
  private final Attempts forgeries = new Attempts();
  private final Cache<TokenHash, Verified> verified =
      Caffeine.newBuilder().maximumSize(CACHED).build();

  ClearanceTokens(ClearanceKeys keys, long clearanceMillis, RandomGenerator random) {
    this.keys = keys;
    this.clearanceMillis = clearanceMillis;
    this.random = random;
  }

  /** Returns when tokens can be signed; fails with {@code StoreException} where they cannot. */
  CompletionStage<?> ready(long now) {
    return keys.signing(now);
  }

  /** Returns a token that says that {@code challenge} was passed by {@code kind} at {@code now}. */
  CompletionStage<String> issue(Challenge challenge, Kind kind, long now) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(ISSUER)
            .subject(subject(challenge.accountId()))
            .jwtID(BASE64.encodeToString(id))
            .claim(RULE, challenge.rule())
            .claim(POLICY, challenge.policyDigest())
            .claim(KIND, Kinds.name(kind))
            .issueTime(Date.from(Instant.ofEpochMilli(now)))
            .expirationTime(Date.from(Instant.ofEpochMilli(now + clearanceMillis)))
            .build();
    return keys.signing(now).thenApply(key -> sign(claims, key));
  }

  /**
   * Returns what {@code token} says, or nothing where it does not hold for {@code accountId} at
   * {@code now}, or where its key is not found within {@code timeoutNanos}.
   */
  CompletionStage<Optional<Clearance>> verify(
      String token, String accountId, long now, long timeoutNanos) {
    if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
      return nothing();
    }
    TokenHash hash = TokenHash.of(token);
    Verified before = verified.getIfPresent(hash);
    if (before != null && keys.atHand(before.keyId, now) != null) {
      Clearance clearance = before.clearance;
      return clearance.accountId().equals(accountId) && now < clearance.expiresAt()
          ? CompletableFuture.completedFuture(Optional.of(clearance))
          : nothing();
    }
    Presented presented = read(token, accountId, now);
    if (presented == null || forgeries.exhausted(accountId, now)) {
      return nothing();
    }
    VerifyingKey key = keys.atHand(presented.keyId, now);
    return key != null
        ? CompletableFuture.completedFuture(judge(presented, key, hash, now))
        : keys.find(presented.keyId, now, timeoutNanos)
            .thenApply(found -> found.flatMap(late -> judge(presented, late, hash, now)));
  }

  private Optional<Clearance> judge(
      Presented presented, VerifyingKey key, TokenHash hash, long now) {
    if (!isSignedBy(presented.token, key)) {
      forgeries.failed(presented.clearance.accountId(), now);
      return Optional.empty();
    }
    verified.put(hash, new Verified(key.keyId(), presented.clearance));
    return Optional.of(presented.clearance);
  }

  private static boolean isSignedBy(SignedJWT token, VerifyingKey key) {
    try {
      return token.verify(key.verifier());
    } catch (JOSEException e) {
      // Bytes of the caller's that are no signature at all.
      return false;
    }
  }

  /** Returns what a token claims, if that could hold: everything but the signature is judged. */
  private static @Nullable Presented read(String token, String accountId, long now) {
    if (!ALPHABET.matchesAllOf(token)) {
      // The parser also reads other spellings of base64, so one token could have several texts.
      return null;
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      JWSHeader header = jwt.getHeader();
      String keyId = header.getKeyID();
      if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
          || !TYPE.equals(header.getType())
          || header.getCriticalParams() != null
          || keyId == null
          || keyId.length() > LONGEST_KEY_ID) {
        return null;
      }
      Clearance clearance = clearance(jwt.getJWTClaimsSet(), accountId, now);
      return clearance == null ? null : new Presented(jwt, keyId, clearance);
    } catch (ParseException | IllegalArgumentException e) {
      // Whatever the caller sent, it is no clearance.
      return null;
    }
  }

  private static @Nullable Clearance clearance(JWTClaimsSet claims, String accountId, long now)
      throws ParseException {
    long issued = millis(claims.getIssueTime());
    long expires = millis(claims.getExpirationTime());
    String id = claims.getJWTID();
    String rule = claims.getStringClaim(RULE);
    String policy = claims.getStringClaim(POLICY);
    Optional<Kind> kind = Kinds.parse(claims.getStringClaim(KIND));
    if (!ISSUER.equals(claims.getIssuer())
        || !List.of(ISSUER).equals(claims.getAudience())
        || !subject(accountId).equals(claims.getSubject())
        || now < issued - CLOCK_SKEW_MILLIS
        || now >= expires
        || id == null
        || rule == null
        || policy == null
        || kind.isEmpty()) {
      return null;
    }
    return new Clearance(id, accountId, rule, policy, kind.get(), issued, expires);
  }

  /** Returns the epoch milliseconds of a claim, 0 where there is none: such a token has expired. */
  private static long millis(@Nullable Date date) {
    return date == null ? 0 : date.toInstant().toEpochMilli();
  }

  private static String sign(JWTClaimsSet claims, ECKey key) {
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).keyID(key.getKeyID()).build(),
              claims);
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has ES256", e);
    }
  }

  /** Names an account without saying which: tokens pass through the hands of callers. */
  private static String subject(String accountId) {
    return BASE64.encodeToString(Arrays.copyOf(sha256("weir account\n" + accountId), ID_BYTES));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static CompletionStage<Optional<Clearance>> nothing() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /** A token whose claims could hold. */
  private record Presented(SignedJWT token, String keyId, Clearance clearance) {}

  /** A token that was verified before. */
  private record Verified(String keyId, Clearance clearance) {}

  /** SHA-256 of a token: what is kept of it, so that memory holds no tokens. */
  private record TokenHash(long a, long b, long c, long d) {
    static TokenHash of(String token) {
      ByteBuffer hash = ByteBuffer.wrap(sha256(token));
      return new TokenHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }
  }
}
