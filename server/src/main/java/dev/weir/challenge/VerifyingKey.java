package dev.weir.challenge;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;

/** A public key, ready to verify. Immutable, thread-safe. */
record VerifyingKey(String keyId, JWSVerifier verifier) {

  /**
   * Returns the key that a JWK describes.
   *
   * @throws IllegalArgumentException if it is no key on P-256 with an id
   */
  static VerifyingKey of(JWK jwk) {
    ECKey key = requireSuitable(jwk);
    try {
      return new VerifyingKey(key.getKeyID(), new ECDSAVerifier(key.toPublicJWK()));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("key " + key.getKeyID() + ": " + e.getMessage(), e);
    }
  }

  /** Returns {@code jwk} as a key on P-256 with an id. */
  static ECKey requireSuitable(JWK jwk) {
    String id = jwk.getKeyID();
    if (id == null || id.isEmpty() || id.length() > ClearanceTokens.LONGEST_KEY_ID) {
      throw new IllegalArgumentException(
          "a key's kid: "
              + id
              + " (expected: a name of at most "
              + ClearanceTokens.LONGEST_KEY_ID
              + " characters)");
    }
    if (jwk instanceof ECKey key && Curve.P_256.equals(key.getCurve())) {
      return key;
    }
    throw new IllegalArgumentException(
        "key " + id + ": of type " + jwk.getKeyType() + " (expected: type EC on curve P-256)");
  }
}
