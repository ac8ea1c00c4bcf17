package dev.weir.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * By which keys tokens are signed and verified, how these change, and what is done for want of one.
 */
final class ClearanceKeysTest extends ClearanceFixture {
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
}
