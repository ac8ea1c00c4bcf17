package dev.weir.challenge;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.weir.challenge.Challenge.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Replicas that share a store, and the tokens that they issue. */
abstract class ClearanceFixture {
  static final long NOW = 1_700_000_000_000L;
  static final long HOUR = 3_600_000;
  static final long DAY = 24 * HOUR;

  /** How long a caller waits who cannot wait for long, in nanoseconds. */
  static final long HURRY = 1_000_000;

  final FakeChallengeStore store = new FakeChallengeStore();
  final ClearanceTokens tokens = replica();

  final ClearanceTokens replica() {
    return new ClearanceTokens(new SharedKeys(store, DAY, HOUR), HOUR, new SecureRandom());
  }

  static ClearanceTokens fromFile(Path file) throws IOException {
    return new ClearanceTokens(new FileKeys(file, NOW), HOUR, new SecureRandom());
  }

  static Path write(Path folder, JWKSet set) throws IOException {
    Path file = folder.resolve("keys.json");
    Files.writeString(file, set.toString(false));
    // Two versions within one tick of the file system's clock must differ all the same.
    Files.setLastModifiedTime(file, FileTime.fromMillis(set.toString(false).hashCode() * 1_000L));
    return file;
  }

  static String issue(ClearanceTokens tokens, String accountId, long now) {
    Challenge challenge =
        new Challenge(
            "c1", accountId, "r", "d1", List.of(Kind.EMAIL), "", "", now, now + 1, State.PASSED);
    return tokens
        .issue(challenge, Kind.EMAIL, now)
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  static Optional<Clearance> verify(
      ClearanceTokens tokens, String token, String accountId, long now) {
    return tokens
        .verify(token, accountId, now, Long.MAX_VALUE)
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  static String keyId(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }
}
