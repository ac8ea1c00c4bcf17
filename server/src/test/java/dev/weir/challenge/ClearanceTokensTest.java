package dev.weir.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.weir.challenge.Challenge.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClearanceTokensTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  /** How long a caller waits who cannot wait for long, in nanoseconds. */
  private static final long HURRY = 1_000_000;

  private final FakeChallengeStore store = new FakeChallengeStore();
  private final ClearanceTokens tokens = replica();

  @Test
  void verifiesTheTokensOfAnotherReplicaWithoutConfiguration() {
    String token = issue(tokens, "a1", NOW);

    assertThat(verify(replica(), token, "a1", NOW)).isPresent();
  }

  @Test
  void doesNotNameTheAccountInTheToken() {
    String claims =
        new String(
            Base64.getUrlDecoder().decode(issue(tokens, "a1-secret", NOW).split("\\.", -1)[1]),
            StandardCharsets.UTF_8);

    assertThat(claims).doesNotContain("a1-secret").contains("\"rule\":\"r\"");
  }

  @Test
  void refusesATokenBeforeItsTimeAndAfterIt() {
    String token = issue(tokens, "a1", NOW);

    assertThat(verify(replica(), token, "a1", NOW - 10_001)).isEmpty();
    assertThat(verify(replica(), token, "a1", NOW + HOUR - 1)).isPresent();
    assertThat(verify(replica(), token, "a1", NOW + HOUR)).isEmpty();
  }

  @Test
  void refusesAVerifiedTokenOfAnotherAccount() {
    String token = issue(tokens, "a1", NOW);
    assertThat(verify(tokens, token, "a1", NOW)).isPresent();

    assertThat(verify(tokens, token, "a2", NOW)).isEmpty();
  }

  /** Any one changed character makes another token; only unused bits at a part's end may change. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void refusesAnAlteredToken(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      String account = "a" + i;
      String token = issue(tokens, account, NOW);
      int at = random.nextInt(token.length());
      char other = random.nextBoolean() ? 'A' : (char) random.nextInt(32, 127);
      String altered = token.substring(0, at) + other + token.substring(at + 1);
      if (!altered.equals(token) && !decodesAlike(altered, token)) {
        assertThat(verify(tokens, altered, account, NOW))
            .as("seed %d, step %d, %s", seed, i, altered)
            .isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "eyJhbGciOiJFUzI1NiJ9..", "{}", "\u0000", "…"})
  void isNothingWhereTheTextIsNoToken(String text) {
    assertThat(verify(tokens, text, "a1", NOW)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neverFailsBecauseOfWhatACallerSent(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String token = issue(tokens, "a1", NOW);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder(token);
      for (int change = random.nextInt(1, 6); change > 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(0x10000));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, text.substring(random.nextInt(at + 1), at));
        }
      }
      assertThat(tokens.verify(text.toString(), "a1", NOW, HURRY).toCompletableFuture())
          .as("seed %d, step %d", seed, i)
          .isCompleted();
    }
  }

  @Test
  void refusesATokenWithoutSignature() {
    String[] parts = issue(tokens, "a1", NOW).split("\\.", -1);
    String none = base64("{\"alg\":\"none\",\"typ\":\"weir-clearance+jwt\"}");

    assertThat(verify(tokens, none + "." + parts[1] + ".", "a1", NOW)).isEmpty();
    assertThat(verify(tokens, parts[0] + "." + parts[1] + ".", "a1", NOW)).isEmpty();
  }

  @Test
  void refusesAPublicKeyUsedAsASecret() throws Exception {
    SignedJWT genuine = SignedJWT.parse(issue(tokens, "a1", NOW));
    String keyId = genuine.getHeader().getKeyID();
    String publicKey =
        store.keys(NOW).toCompletableFuture().join().getOrDefault(keyId, "not published");
    SignedJWT confused =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(genuine.getHeader().getType())
                .keyID(keyId)
                .build(),
            genuine.getJWTClaimsSet());
    confused.sign(new MACSigner(publicKey.getBytes(StandardCharsets.UTF_8)));

    for (int i = 0; i <= Attempts.MOST; i++) {
      assertThat(verify(tokens, confused.serialize(), "a1", NOW)).isEmpty();
    }
    assertThat(verify(tokens, genuine.serialize(), "a1", NOW))
        .as("no signature was computed that could be too many")
        .isPresent();
  }

  @Test
  void refusesAKeyThatNobodyPublished() throws Exception {
    SignedJWT genuine = SignedJWT.parse(issue(tokens, "a1", NOW));
    ECKey mine = new ECKeyGenerator(Curve.P_256).keyID("mine").generate();
    ECKey posing = new ECKey.Builder(mine).keyID(genuine.getHeader().getKeyID()).build();

    assertThat(verify(tokens, signed(genuine.getJWTClaimsSet(), mine), "a1", NOW)).isEmpty();
    assertThat(verify(tokens, signed(genuine.getJWTClaimsSet(), posing), "a1", NOW)).isEmpty();
  }

  @Test
  void refusesATokenMadeForSomethingElse(@TempDir Path folder) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    ClearanceTokens mine = fromFile(write(folder, new JWKSet(key)));
    JWTClaimsSet claims = SignedJWT.parse(issue(mine, "a1", NOW)).getJWTClaimsSet();

    assertThat(verify(mine, signed(claims, key), "a1", NOW)).isPresent();
    for (JWTClaimsSet other :
        List.of(
            new JWTClaimsSet.Builder(claims).issuer("else").build(),
            new JWTClaimsSet.Builder(claims).audience("else").build(),
            new JWTClaimsSet.Builder(claims).audience(List.of("weir", "else")).build(),
            new JWTClaimsSet.Builder(claims).subject("else").build(),
            new JWTClaimsSet.Builder(claims).jwtID(null).build(),
            new JWTClaimsSet.Builder(claims).claim("rule", null).build(),
            new JWTClaimsSet.Builder(claims).claim("rule", 7).build(),
            new JWTClaimsSet.Builder(claims).claim("policy", null).build(),
            new JWTClaimsSet.Builder(claims).claim("kind", "telepathy").build(),
            new JWTClaimsSet.Builder(claims).expirationTime(null).build(),
            new JWTClaimsSet.Builder(claims)
                .issueTime(Date.from(Instant.ofEpochMilli(NOW + HOUR / 2)))
                .build())) {
      assertThat(verify(mine, signed(other, key), "a1", NOW)).as("%s", other).isEmpty();
    }
  }

  @Test
  void readsThePublishedKeysOnceASecondWhateverIdsCallersInvent() throws Exception {
    JWTClaimsSet claims = SignedJWT.parse(issue(tokens, "a1", NOW)).getJWTClaimsSet();
    ECKey mine = new ECKeyGenerator(Curve.P_256).keyID("mine").generate();
    for (int i = 0; i < 500; i++) {
      ECKey invented = new ECKey.Builder(mine).keyID("invented" + i).build();
      assertThat(verify(tokens, signed(claims, invented), "a1", NOW + i)).isEmpty();
    }

    assertThat(store.keyReads()).isEqualTo(1);
  }

  @Test
  void stopsCheckingTheSignaturesOfAForgerAndNobodyElse() throws Exception {
    String genuine = issue(tokens, "a1", NOW);
    String other = issue(tokens, "a2", NOW);
    SignedJWT parsed = SignedJWT.parse(genuine);
    ECKey posing = new ECKeyGenerator(Curve.P_256).keyID(parsed.getHeader().getKeyID()).generate();
    for (int i = 0; i < Attempts.MOST; i++) {
      JWTClaimsSet claims =
          new JWTClaimsSet.Builder(parsed.getJWTClaimsSet()).jwtID("f" + i).build();
      assertThat(verify(tokens, signed(claims, posing), "a1", NOW)).isEmpty();
    }

    assertThat(verify(tokens, genuine, "a1", NOW)).isEmpty();
    assertThat(verify(tokens, other, "a2", NOW)).isPresent();
    assertThat(verify(tokens, genuine, "a1", NOW + Attempts.WINDOW_MILLIS)).isPresent();
  }

  @Test
  void changesItsKeyDailyAndKeepsVerifyingTheLastOnes() throws Exception {
    String today = issue(tokens, "a1", NOW + DAY - 1);
    String tomorrow = issue(tokens, "a1", NOW + 2 * DAY);
    String first = issue(replica(), "a1", NOW);

    assertThat(keyId(today)).isNotEqualTo(keyId(tomorrow)).isNotEqualTo(keyId(first));
    assertThat(verify(tokens, today, "a1", NOW + DAY - 1 + HOUR / 2)).isPresent();
    assertThat(verify(replica(), today, "a1", NOW + DAY - 1 + HOUR / 2)).isPresent();
  }

  @Test
  void signsWithOneKeyUntilItIsChanged() throws Exception {
    assertThat(keyId(issue(tokens, "a1", NOW)))
        .isEqualTo(keyId(issue(tokens, "a2", NOW + DAY - 1)));
  }

  @Test
  void isNothingWhileTheKeyOfAnotherReplicaCannotBeRead() {
    String token = issue(tokens, "a1", NOW);
    ClearanceTokens other = replica();
    store.away(true);
    assertThat(verify(other, token, "a1", NOW)).isEmpty();
    store.away(false);

    assertThat(verify(other, token, "a1", NOW + SharedKeys.FIND_MILLIS)).isPresent();
  }

  @Test
  void isNothingForWhomTheKeyComesTooLateAndCountsForWhoeverWaitsOrComesLater() {
    String token = issue(tokens, "a1", NOW);
    ClearanceTokens other = replica();
    store.stall();
    CompletableFuture<Optional<Clearance>> hasty =
        other.verify(token, "a1", NOW, HURRY).toCompletableFuture();
    CompletableFuture<Optional<Clearance>> none =
        other.verify(token, "a1", NOW, 0).toCompletableFuture();
    CompletableFuture<Optional<Clearance>> patient =
        other.verify(token, "a1", NOW, Long.MAX_VALUE).toCompletableFuture();

    assertThat(hasty.orTimeout(10, TimeUnit.SECONDS).join()).isEmpty();
    assertThat(none).isCompletedWithValue(Optional.empty());
    assertThat(patient).isNotDone();
    store.goOn();

    assertThat(patient.join()).isPresent();
    assertThat(other.verify(token, "a1", NOW, 0).toCompletableFuture().join()).isPresent();
    assertThat(store.keyReads()).isEqualTo(1);
  }

  @Test
  void waitsNoLongerForAReadingOfTheKeysThatIsLost() {
    String token = issue(tokens, "a1", NOW);
    ClearanceTokens other = replica();
    store.stall();
    CompletableFuture<Optional<Clearance>> lost =
        other.verify(token, "a1", NOW, Long.MAX_VALUE).toCompletableFuture();
    store.recover();

    assertThat(verify(other, token, "a1", NOW + SharedKeys.FIND_MILLIS)).isPresent();
    assertThat(lost).isNotDone();
  }

  @Test
  void ignoresAPublishedKeyThatIsNone() {
    store.publishKey("bad", "{\"kty\":\"oct\",\"kid\":\"bad\",\"k\":\"AAAA\"}", NOW + DAY);
    store.publishKey("worse", "no JSON", NOW + DAY);

    assertThat(verify(replica(), issue(tokens, "a1", NOW), "a1", NOW)).isPresent();
  }

  @Test
  void rotatesByItsFile(@TempDir Path folder) throws Exception {
    ECKey older = new ECKeyGenerator(Curve.P_256).keyID("older").generate();
    ECKey newer = new ECKeyGenerator(Curve.P_256).keyID("newer").generate();
    Path file = write(folder, new JWKSet(older));
    ClearanceTokens mine = fromFile(file);
    String before = issue(mine, "a1", NOW);

    write(folder, new JWKSet(List.of(newer, older)));
    String after = issue(mine, "a1", NOW + FileKeys.FIND_MILLIS);
    assertThat(keyId(after)).isEqualTo("newer");
    assertThat(verify(mine, before, "a1", NOW + FileKeys.FIND_MILLIS)).isPresent();

    write(folder, new JWKSet(newer));
    long later = NOW + FileKeys.FIND_MILLIS + FileKeys.LOOK_MILLIS;
    assertThat(verify(mine, after, "a1", later)).isPresent();
    assertThat(verify(mine, before, "a1", later)).isEmpty();
  }

  @Test
  void keepsItsKeysWhenTheFileBecomesUnusable(@TempDir Path folder) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    Path file = write(folder, new JWKSet(key));
    ClearanceTokens mine = fromFile(file);
    String token = issue(mine, "a1", NOW);
    Files.writeString(file, "{}");

    assertThat(verify(mine, token, "a1", NOW + FileKeys.LOOK_MILLIS)).isPresent();
  }

  @Test
  void saysWhatIsWrongWithAKeyFile(@TempDir Path folder) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    ECKey large = new ECKeyGenerator(Curve.P_384).keyID("k2").generate();
    ECKey nameless = new ECKeyGenerator(Curve.P_256).generate();

    assertUnusable(folder, new JWKSet(), "no keys (expected: at least one)");
    assertUnusable(folder, new JWKSet(List.of(key, key)), "two keys with kid k1");
    assertUnusable(
        folder, new JWKSet(large), "key k2: of type EC (expected: type EC on curve P-256)");
    assertUnusable(folder, new JWKSet(nameless), "a key's kid: null (expected: a name of at most");
    assertUnusable(folder, new JWKSet(key.toPublicJWK()), "key k1 is public (expected: a private");
    Path garbage = Files.writeString(folder.resolve("garbage"), "hunter2");
    assertThatThrownBy(() -> new FileKeys(garbage, NOW)).hasMessage(garbage + ": no JWK set");
  }

  private static void assertUnusable(Path folder, JWKSet set, String message) throws IOException {
    Path file = write(folder, set);
    assertThatThrownBy(() -> new FileKeys(file, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": " + message);
  }

  private static Path write(Path folder, JWKSet set) throws IOException {
    Path file = folder.resolve("keys.json");
    Files.writeString(file, set.toString(false));
    // Two versions within one tick of the file system's clock must differ all the same.
    Files.setLastModifiedTime(file, FileTime.fromMillis(set.toString(false).hashCode() * 1_000L));
    return file;
  }

  private ClearanceTokens replica() {
    return new ClearanceTokens(new SharedKeys(store, DAY, HOUR), HOUR, new SecureRandom());
  }

  private static ClearanceTokens fromFile(Path file) throws IOException {
    return new ClearanceTokens(new FileKeys(file, NOW), HOUR, new SecureRandom());
  }

  private static String issue(ClearanceTokens tokens, String accountId, long now) {
    Challenge challenge =
        new Challenge(
            "c1", accountId, "r", "d1", List.of(Kind.EMAIL), "", "", now, now + 1, State.PASSED);
    return tokens
        .issue(challenge, Kind.EMAIL, now)
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private static Optional<Clearance> verify(
      ClearanceTokens tokens, String token, String accountId, long now) {
    return tokens
        .verify(token, accountId, now, Long.MAX_VALUE)
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private static String signed(JWTClaimsSet claims, ECKey key) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("weir-clearance+jwt"))
                .keyID(key.getKeyID())
                .build(),
            claims);
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }

  private static String keyId(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  private static boolean decodesAlike(String one, String other) {
    String[] first = one.split("\\.", -1);
    String[] second = other.split("\\.", -1);
    if (first.length != 3) {
      return false;
    }
    try {
      for (int i = 0; i < 3; i++) {
        if (!Arrays.equals(
            Base64.getUrlDecoder().decode(first[i]), Base64.getUrlDecoder().decode(second[i]))) {
          return false;
        }
      }
      // A header or claim in other letters is signed as it is written.
      return first[0].equals(second[0]) && first[1].equals(second[1]);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
