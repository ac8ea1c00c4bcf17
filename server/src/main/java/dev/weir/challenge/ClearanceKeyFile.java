package dev.weir.challenge;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/** Writes the files that {@link ChallengeConfig#keyFile} names. */
public final class ClearanceKeyFile {
  private ClearanceKeyFile() {}

  /**
   * Puts a new key in front of a file's keys, so that it signs and the others still verify; makes
   * the file if there is none. Whoever reads it meanwhile sees the old file or the new one, and
   * nobody but its owner can.
   *
   * @param keep how many of the older keys stay, the newest first; at least 0
   * @return the new key's id
   * @throws IOException if the file can be neither read nor written
   * @throws IllegalArgumentException if it is no JWK set
   */
  public static String rotate(Path file, int keep) throws IOException {
    ECKey key = generate();
    List<JWK> keys = new ArrayList<>();
    keys.add(key);
    if (Files.exists(file)) {
      keys.addAll(read(file).stream().limit(keep).toList());
    }
    Path folder = file.toAbsolutePath().getParent();
    // Made for its owner alone, on every system with such permissions.
    Path written = Files.createTempFile(folder, ".keys", ".json");
    try {
      Files.writeString(written, new JWKSet(keys).toString(false) + "\n");
      Files.move(
          written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
    return key.getKeyID();
  }

  /** Returns a new key with its own thumbprint (RFC 7638) as its id. */
  static ECKey generate() {
    try {
      return new ECKeyGenerator(Curve.P_256)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.ES256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK can make keys on P-256", e);
    }
  }

  private static List<JWK> read(Path file) throws IOException {
    try {
      return JWKSet.parse(Files.readString(file)).getKeys();
    } catch (ParseException e) {
      throw new IllegalArgumentException(file + ": no JWK set", null);
    }
  }
}
