package dev.weir.challenge;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token says, and what counts as none. */
final class ClearanceTokensTest extends ClearanceFixture {
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
