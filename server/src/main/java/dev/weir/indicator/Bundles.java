package dev.weir.indicator;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.weir.indicator.Bundle.Keys;
import dev.weir.indicator.BundleException.Reason;
import dev.weir.indicator.ExchangeKeys.Trusted;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signs bundles and reads those of others. A bundle is a JWT (RFC 7519) signed with ES256; whatever
 * else its header says is refused before anything is computed (RFC 8725, 3.1). Thread-safe.
 */
public final class Bundles {
  /** The longest bundle in characters; one of {@link Bundle#MOST} indicators is shorter. */
  public static final int LONGEST = 2 << 20;

  private static final JOSEObjectType TYPE = new JOSEObjectType("weir-indicators+jwt");
  private static final String VERSION = "version";
  private static final long CURRENT = 1;
  private static final String TRAIT_KEY = "trait_key";
  private static final String IDENTIFIER_KEY = "identifier_key";
  private static final String CAMPAIGN = "campaign";
  private static final String INDICATORS = "indicators";

  /** Clocks of installations may differ by that much. */
  private static final long CLOCK_SKEW_MILLIS = 60_000;

  private final ExchangeKeys exchange;

  /** Creates one that signs and trusts by these keys. */
  public Bundles(ExchangeKeys exchange) {
    this.exchange = exchange;
  }

  /**
   * Returns a bundle as a JWS in compact form.
   *
   * @throws BundleException if there is no key to sign with
   */
  public String sign(Bundle bundle) throws BundleException {
    ECKey key = exchange.signing();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(bundle.issuer())
            .jwtID(bundle.id())
            .issueTime(date(bundle.issuedAt()))
            .expirationTime(date(bundle.expiresAt()))
            .claim(VERSION, CURRENT)
            .claim(TRAIT_KEY, bundle.keys().traits())
            .claim(IDENTIFIER_KEY, bundle.keys().identifiers())
            .claim(CAMPAIGN, bundle.campaign())
            .claim(INDICATORS, bundle.indicators().stream().map(IndicatorJson::write).toList())
            .build();
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

  /**
   * Returns what a bundle says, if it can be trusted and means something here.
   *
   * @param keys under which this installation hashes values
   * @param now epoch milliseconds
   * @throws BundleException if not; says why
   */
  public Bundle verify(String text, Keys keys, long now) throws BundleException {
    if (text.length() > LONGEST) {
      throw new BundleException(
          Reason.BUNDLE_TOO_LARGE, "the bundle is longer than %,d characters".formatted(LONGEST));
    }
    SignedJWT jwt = parse(text);
    String keyId = jwt.getHeader().getKeyID();
    Trusted trusted = keyId == null ? null : exchange.trusted().get(keyId);
    if (trusted == null) {
      throw new BundleException(
          Reason.BUNDLE_UNTRUSTED,
          "the bundle is signed with key " + keyId + ", which cohorts.trusted_keys_file lacks");
    }
    if (!isSignedBy(jwt, trusted.key())) {
      throw new BundleException(
          Reason.BUNDLE_UNTRUSTED,
          "the bundle's signature is not of key " + keyId + ": it was changed, or forged");
    }
    Bundle bundle = read(jwt);
    if (!bundle.issuer().equals(trusted.issuer())) {
      throw new BundleException(
          Reason.BUNDLE_UNTRUSTED,
          "the bundle is of issuer %s, but key %s speaks for %s"
              .formatted(bundle.issuer(), keyId, trusted.issuer()));
    }
    requireValid(bundle, now);
    requireSame("cohort", "cohorts.key_file", bundle.keys().traits(), keys.traits());
    requireSame(
        "identifier", "identifiers.key_file", bundle.keys().identifiers(), keys.identifiers());
    return bundle;
  }

  private static Date date(long millis) {
    return Date.from(Instant.ofEpochMilli(millis));
  }

  private static SignedJWT parse(String text) throws BundleException {
    try {
      SignedJWT jwt = SignedJWT.parse(text.strip());
      JWSHeader header = jwt.getHeader();
      if (JWSAlgorithm.ES256.equals(header.getAlgorithm())
          && TYPE.equals(header.getType())
          && header.getCriticalParams() == null) {
        return jwt;
      }
    } catch (ParseException | IllegalArgumentException e) {
      throw malformed("no JWS in compact form");
    }
    throw malformed("a JWS of another kind (expected: " + TYPE + ", signed with ES256)");
  }

  private static boolean isSignedBy(SignedJWT jwt, ECKey key) {
    try {
      return jwt.verify(new ECDSAVerifier(key));
    } catch (JOSEException e) {
      // Bytes of the sender's that are no signature at all.
      return false;
    }
  }

  private static Bundle read(SignedJWT jwt) throws BundleException {
    try {
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Long version = claims.getLongClaim(VERSION);
      if (version == null || version != CURRENT) {
        throw malformed("of version " + version + " (expected: " + CURRENT + ")");
      }
      List<Object> indicators = claims.getListClaim(INDICATORS);
      Date issued = claims.getIssueTime();
      Date expires = claims.getExpirationTime();
      if (indicators == null || issued == null || expires == null) {
        throw malformed("without indicators, iat or exp");
      }
      if (indicators.size() > Bundle.MOST) {
        throw new BundleException(
            Reason.BUNDLE_TOO_LARGE,
            "the bundle has %,d indicators (expected: at most %,d)"
                .formatted(indicators.size(), Bundle.MOST));
      }
      return new Bundle(
          text(claims.getJWTID()),
          text(claims.getIssuer()),
          issued.toInstant().toEpochMilli(),
          expires.toInstant().toEpochMilli(),
          new Keys(
              text(claims.getStringClaim(TRAIT_KEY)), text(claims.getStringClaim(IDENTIFIER_KEY))),
          text(claims.getStringClaim(CAMPAIGN)),
          IndicatorJson.readAll(indicators));
    } catch (ParseException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static String text(@Nullable String claim) {
    return claim == null ? "" : claim;
  }

  private static void requireValid(Bundle bundle, long now) throws BundleException {
    if (now >= bundle.expiresAt()) {
      throw new BundleException(
          Reason.BUNDLE_EXPIRED,
          "the bundle expired at "
              + Instant.ofEpochMilli(bundle.expiresAt())
              + ": ask its issuer for a new one");
    }
    if (now < bundle.issuedAt() - CLOCK_SKEW_MILLIS) {
      throw new BundleException(
          Reason.BUNDLE_EXPIRED, "the bundle was issued in the future: compare the clocks");
    }
  }

  private static void requireSame(String which, String setting, String theirs, String ours)
      throws BundleException {
    if (!theirs.equals(ours)) {
      throw new BundleException(
          Reason.BUNDLE_KEY_MISMATCH,
          "the bundle's values are hashed under %s key %s, those here under %s: no value could match (both installations need the same %s)"
              .formatted(which, named(theirs), named(ours), setting));
    }
  }

  private static String named(String fingerprint) {
    return fingerprint.isEmpty() ? "none" : fingerprint;
  }

  static BundleException malformed(String why) {
    return new BundleException(Reason.BUNDLE_MALFORMED, "not a bundle of indicators: " + why);
  }
}
