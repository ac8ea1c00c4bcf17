package dev.weir.indicator;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.weir.indicator.BundleException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of an exchange, from two JWK set files (RFC 7517): what this installation signs with,
 * and whom it trusts. The files are read each time, which is seldom. Thread-safe.
 */
public final class ExchangeKeys {
  private static final long LONGEST_FILE = 1 << 20;
  private static final String ISSUER = "iss";

  private final Optional<Path> signing;
  private final Optional<Path> trusted;

  /**
   * Names the files.
   *
   * @param signing the first of its keys signs
   * @param trusted each of its keys has a member {@code iss} (RFC 7517 allows further ones): for
   *     which issuer it speaks
   */
  public ExchangeKeys(Optional<Path> signing, Optional<Path> trusted) {
    this.signing = signing;
    this.trusted = trusted;
  }

  /**
   * Reads both files.
   *
   * @throws IllegalArgumentException if one cannot be used; says which setting and why, and never
   *     shows a key
   */
  public void check() {
    if (signing.isPresent()) {
      var _ = readSigning(signing.get());
    }
    if (trusted.isPresent()) {
      var _ = readTrusted(trusted.get());
    }
  }

  ECKey signing() throws BundleException {
    if (signing.isEmpty()) {
      throw new BundleException(
          Reason.EXCHANGE_NOT_CONFIGURED,
          "this installation has no key to sign with (set cohorts.signing_key_file; weir"
              + " rotate-keys FILE makes one)");
    }
    return readSigning(signing.get());
  }

  /** Returns the keys that are trusted, by their ids. */
  Map<String, Trusted> trusted() throws BundleException {
    if (trusted.isEmpty()) {
      throw new BundleException(
          Reason.EXCHANGE_NOT_CONFIGURED,
          "this installation trusts nobody's bundles (set cohorts.trusted_keys_file)");
    }
    return readTrusted(trusted.get());
  }

  private static ECKey readSigning(Path file) {
    String setting = "cohorts.signing_key_file: " + file;
    List<Map<String, Object>> keys = read(setting, file);
    ECKey key = key(setting, keys.getFirst());
    if (!key.isPrivate()) {
      throw new IllegalArgumentException(
          setting + ": key " + key.getKeyID() + " is public (expected: a private key first)");
    }
    return key;
  }

  private static Map<String, Trusted> readTrusted(Path file) {
    String setting = "cohorts.trusted_keys_file: " + file;
    Map<String, Trusted> trusted = new HashMap<>();
    for (Map<String, Object> json : read(setting, file)) {
      ECKey key = key(setting, json);
      if (!(json.get(ISSUER) instanceof String issuer) || issuer.isEmpty()) {
        throw new IllegalArgumentException(
            setting
                + ": key "
                + key.getKeyID()
                + " has no iss (expected: the name of the issuer that it speaks for)");
      }
      if (trusted.put(key.getKeyID(), new Trusted(issuer, key.toPublicJWK())) != null) {
        throw new IllegalArgumentException(setting + ": two keys with kid " + key.getKeyID());
      }
    }
    return trusted;
  }

  private static List<Map<String, Object>> read(String setting, Path file) {
    try {
      if (Files.size(file) > LONGEST_FILE) {
        throw new IllegalArgumentException(setting + ": longer than a JWK set is (1 MiB)");
      }
      Map<String, Object>[] keys =
          JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(Files.readString(file)), "keys");
      if (keys == null || keys.length == 0) {
        throw new IllegalArgumentException(setting + ": no keys (expected: at least one)");
      }
      return List.of(keys);
    } catch (ParseException e) {
      throw new IllegalArgumentException(setting + ": no JWK set", null);
    } catch (IOException e) {
      throw new IllegalArgumentException(setting + ": cannot be read: " + e, e);
    }
  }

  private static ECKey key(String setting, Map<String, Object> json) {
    try {
      if (JWK.parse(json) instanceof ECKey key
          && Curve.P_256.equals(key.getCurve())
          && key.getKeyID() != null) {
        return key;
      }
    } catch (ParseException e) {
      throw new IllegalArgumentException(setting + ": a key that is no JWK", null);
    }
    throw new IllegalArgumentException(
        setting + ": a key of another kind (expected: type EC on curve P-256, with a kid)");
  }

  /**
   * A key that is trusted.
   *
   * @param issuer for whom it speaks
   */
  record Trusted(String issuer, ECKey key) {}
}
