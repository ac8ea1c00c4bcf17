package dev.weir.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.Standing;
import dev.weir.indicator.Bundle.Keys;
import dev.weir.indicator.BundleException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlesTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long DAY = 86_400_000L;
  private static final Keys KEYS = new Keys("0123456789abcdef", "");

  @TempDir Path folder;
  private Bundles theirs;
  private Bundles ours;

  @BeforeEach
  void exchangeKeys() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    theirs = new Bundles(new ExchangeKeys(Optional.of(signing("a", key)), Optional.empty()));
    ours = new Bundles(new ExchangeKeys(Optional.empty(), Optional.of(trusted(key, "a"))));
  }

  @Test
  void whatIsSignedIsReadAsItWas() throws Exception {
    Bundle bundle = bundle(KEYS, 3);

    assertThat(ours.verify(theirs.sign(bundle) + "\n", KEYS, NOW)).isEqualTo(bundle);
  }

  @Test
  void theLargestBundleIsShorterThanTheLimit() throws Exception {
    String text = theirs.sign(bundle(KEYS, Bundle.MOST));

    assertThat(text.length()).isLessThan(Bundles.LONGEST);
    assertThat(ours.verify(text, KEYS, NOW).indicators()).hasSize(Bundle.MOST);
  }

  @Test
  void whatWasChangedIsRefused() throws Exception {
    String[] parts = theirs.sign(bundle(KEYS, 1)).split("\\.");
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    parts[1] =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                claims.replace("\"confirmed\"", "\"blocked\"").getBytes(StandardCharsets.UTF_8));

    assertThat(claims).contains("\"confirmed\"");
    assertRefused(String.join(".", parts), Reason.BUNDLE_UNTRUSTED, "it was changed, or forged");
  }

  @Test
  void whoIsNotTrustedIsRefused() throws Exception {
    ECKey other = new ECKeyGenerator(Curve.P_256).keyID("k2").generate();
    ECKey posing = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();

    assertRefused(
        sign(other), Reason.BUNDLE_UNTRUSTED, "key k2, which cohorts.trusted_keys_file lacks");
    assertRefused(sign(posing), Reason.BUNDLE_UNTRUSTED, "it was changed, or forged");
  }

  @Test
  void aKeySpeaksForOneIssuerOnly() throws Exception {
    Bundle bundle = new Bundle("b1", "c", NOW, NOW + DAY, KEYS, "", List.of());

    assertRefused(theirs.sign(bundle), Reason.BUNDLE_UNTRUSTED, "key k1 speaks for a");
  }

  @Test
  void whatIsTooOldOrTooEarlyIsRefused() throws Exception {
    String text = theirs.sign(bundle(KEYS, 1));

    assertThat(refusal(text, KEYS, NOW + DAY - 1)).isEmpty();
    assertThat(refusal(text, KEYS, NOW + DAY)).contains(Reason.BUNDLE_EXPIRED);
    assertThat(refusal(text, KEYS, NOW - 60_001)).contains(Reason.BUNDLE_EXPIRED);
  }

  @Test
  void whatIsTooLargeIsRefused() throws Exception {
    assertRefused("x".repeat(Bundles.LONGEST + 1), Reason.BUNDLE_TOO_LARGE, "longer than");
    List<Indicator> many = new ArrayList<>(bundle(KEYS, Bundle.MOST).indicators());
    many.add(many.getFirst());
    assertRefused(
        theirs.sign(new Bundle("b1", "a", NOW, NOW + DAY, KEYS, "", many)),
        Reason.BUNDLE_TOO_LARGE,
        "5,001 indicators");
  }

  @Test
  void valuesUnderAnotherKeyAreRefusedWithBothFingerprints() throws Exception {
    assertRefused(
        theirs.sign(bundle(new Keys("fedcba9876543210", ""), 1)),
        Reason.BUNDLE_KEY_MISMATCH,
        "cohort key fedcba9876543210, those here under 0123456789abcdef");
    assertRefused(
        theirs.sign(bundle(new Keys(KEYS.traits(), "abc"), 1)),
        Reason.BUNDLE_KEY_MISMATCH,
        "identifier key abc, those here under none");
  }

  @Test
  void whatIsNoBundleIsRefused() throws Exception {
    assertRefused("", Reason.BUNDLE_MALFORMED, "no JWS");
    assertRefused("a.b.c", Reason.BUNDLE_MALFORMED, "no JWS");
    // A token of the same key, made for something else.
    String none =
        Base64.getUrlEncoder()
            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
    assertRefused(none + ".e30.", Reason.BUNDLE_MALFORMED, "");
  }

  @Test
  void withoutKeysNothingIsExchanged() {
    Bundles none = new Bundles(new ExchangeKeys(Optional.empty(), Optional.empty()));

    BundleException thrown =
        catchThrowableOfType(BundleException.class, () -> none.sign(bundle(KEYS, 1)));
    assertThat(thrown.reason()).isEqualTo(Reason.EXCHANGE_NOT_CONFIGURED);
    assertThat(thrown).hasMessageContaining("cohorts.signing_key_file");
  }

  @Test
  void filesThatCannotBeUsedAreRefusedAtStart() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    Path noIssuer = Files.writeString(folder.resolve("n"), new JWKSet(key).toString(true));
    Path isPublic = Files.writeString(folder.resolve("p"), new JWKSet(key).toString(true));
    Path garbage = Files.writeString(folder.resolve("g"), "secret");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExchangeKeys(Optional.empty(), Optional.of(noIssuer)).check())
        .withMessageContaining("key k1 has no iss");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExchangeKeys(Optional.of(isPublic), Optional.empty()).check())
        .withMessageContaining("is public");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExchangeKeys(Optional.of(garbage), Optional.empty()).check())
        .withMessageContaining("no JWK set")
        .withMessageNotContaining("secret");
  }

  private void assertRefused(String text, Reason reason, String message) {
    BundleException thrown =
        catchThrowableOfType(BundleException.class, () -> ours.verify(text, KEYS, NOW));
    assertThat(thrown).isNotNull().hasMessageContaining(message);
    assertThat(thrown.reason()).isEqualTo(reason);
  }

  private Optional<Reason> refusal(String text, Keys keys, long now) {
    return Optional.ofNullable(
            catchThrowableOfType(BundleException.class, () -> ours.verify(text, keys, now)))
        .map(BundleException::reason);
  }

  private String sign(ECKey key) throws Exception {
    return new Bundles(new ExchangeKeys(Optional.of(signing("other", key)), Optional.empty()))
        .sign(bundle(KEYS, 1));
  }

  private Path signing(String name, ECKey key) throws Exception {
    return Files.writeString(
        folder.resolve(name + ".signing.json"), new JWKSet(key).toString(false));
  }

  private Path trusted(ECKey key, String issuer) throws Exception {
    String jwk = key.toPublicJWK().toJSONString();
    return Files.writeString(
        folder.resolve("trusted.json"),
        "{\"keys\":[" + jwk.replaceFirst("\\{", "{\"iss\":\"" + issuer + "\",") + "]}");
  }

  private static Bundle bundle(Keys keys, int indicators) {
    List<Indicator> all = new ArrayList<>();
    for (int i = 0; i < indicators; i++) {
      all.add(
          new Indicator(
              new Cohort.Key("card", -i),
              "payment",
              List.of("payment"),
              Standing.CONFIRMED,
              212,
              NOW - DAY,
              NOW));
    }
    return new Bundle("b1", "a", NOW, NOW + DAY, keys, "c0123456789ab", all);
  }
}
