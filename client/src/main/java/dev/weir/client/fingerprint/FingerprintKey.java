package dev.weir.client.fingerprint;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Decides what values fingerprints take. With a secret, nobody without it can compute the
 * fingerprint of a text that they guess, or find a text with a given one; all front ends of a
 * provider must then have the same secret. Without one, equal texts have equal fingerprints
 * everywhere, so that indicators can be exchanged between providers.
 *
 * <p>Values are SipHash-2-4 (Aumasson and Bernstein 2012), a keyed function made for short inputs.
 * Immutable.
 */
public final class FingerprintKey {
  private static final int SHORTEST = 16;
  private static final FingerprintKey PUBLIC =
      new FingerprintKey(0x7765_6972_2d66_696eL, 0x6765_7270_7269_6e74L);

  private final HashFunction hash;

  private FingerprintKey(long low, long high) {
    this.hash = Hashing.sipHash24(low, high);
  }

  /** Returns the key that is no secret. */
  public static FingerprintKey none() {
    return PUBLIC;
  }

  /**
   * Returns the key that a secret yields.
   *
   * @param secret at least 16 bytes from a random source; not kept
   */
  public static FingerprintKey of(byte[] secret) {
    if (secret.length < SHORTEST) {
      throw new IllegalArgumentException(
          "secret: " + secret.length + " bytes (expected: >= " + SHORTEST + ")");
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("weir fingerprint key 1\n".getBytes(StandardCharsets.US_ASCII));
      ByteBuffer derived = ByteBuffer.wrap(digest.digest(secret));
      return new FingerprintKey(derived.getLong(), derived.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  HashFunction hash() {
    return hash;
  }
}
