package dev.weir.account;

import dev.weir.config.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Replaces identifiers by keyed hashes where that is configured, so that raw ones reach no store,
 * log or metric. Applied once, at the edge, after validation. The hash is HMAC-SHA-256 (RFC 2104)
 * of the kind of identifier and the identifier, cut to 144 bits, in base64url: 24 characters. All
 * replicas must have the same key; with another one, everything stored belongs to nobody. It costs
 * about a quarter of a microsecond for each identifier. Thread-safe. An empty identifier stays
 * empty.
 */
public final class Pseudonyms {
  /** The least length of a key, in bytes. */
  public static final int SHORTEST_KEY = 32;

  private static final int HASH_BYTES = 18;
  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /**
   * Keyed, and one for each thread, because a Mac has state. Cloning one for each use costs three
   * times the memory.
   */
  private final @Nullable ThreadLocal<Mac> macs;

  private Pseudonyms(@Nullable ThreadLocal<Mac> macs) {
    this.macs = macs;
  }

  /** Returns pseudonyms that are the identifiers themselves. */
  public static Pseudonyms none() {
    return new Pseudonyms(null);
  }

  /** Returns pseudonyms under a key of at least {@link #SHORTEST_KEY} bytes, which is copied. */
  public static Pseudonyms keyed(byte[] key) {
    if (key.length < SHORTEST_KEY) {
      throw new IllegalArgumentException(
          "a pseudonym key of " + key.length + " bytes (expected: at least " + SHORTEST_KEY + ")");
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return new Pseudonyms(ThreadLocal.withInitial(() -> copy(mac)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /**
   * Returns pseudonyms under the key in a file, such as {@code head -c 32 /dev/urandom | base64}
   * writes: base64 (of either alphabet), with white space around it ignored.
   *
   * @throws IOException if the file cannot be read or is too long
   * @throws IllegalArgumentException if it holds no key; the message never holds what it does hold
   */
  public static Pseudonyms fromFile(Path file) throws IOException {
    byte[] key = SecretFile.read(file);
    try {
      return keyed(key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), null);
    }
  }

  /** Returns whether identifiers are replaced at all. */
  public boolean isKeyed() {
    return macs != null;
  }

  /**
   * Returns what tells this key from another without telling the key; empty where identifiers are
   * kept as they are.
   */
  public String fingerprint() {
    return isKeyed() ? of('f', "fingerprint").substring(0, 12) : "";
  }

  /** Returns what stands for an account's id. */
  public String account(String id) {
    return of('a', id);
  }

  /** Returns what stands for an organization's id. */
  public String organization(String id) {
    return of('o', id);
  }

  /** Returns what stands for an API key's id. */
  public String apiKey(String id) {
    return of('k', id);
  }

  /** Returns what stands for a session's id. */
  public String session(String id) {
    return of('s', id);
  }

  /** Returns what stands for a device's id, of a request or of a sign-up. */
  public String device(String id) {
    return of('d', id);
  }

  /** Returns what stands for a payment instrument's fingerprint. */
  public String payment(String fingerprint) {
    return of('p', fingerprint);
  }

  /** Returns what stands for the hash of a verified identity. */
  public String identity(String hash) {
    return of('i', hash);
  }

  /** Returns what stands for the address of a sign-up. */
  public String signupIp(String ip) {
    return of('n', ip);
  }

  private String of(char kind, String id) {
    if (macs == null || id.isEmpty()) {
      return id;
    }
    Mac mac = macs.get();
    mac.update((byte) kind);
    byte[] hash = mac.doFinal(id.getBytes(StandardCharsets.UTF_8));
    return BASE64.encodeToString(Arrays.copyOf(hash, HASH_BYTES));
  }

  private static Mac copy(Mac prototype) {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's Mac can be cloned", e);
    }
  }
}
