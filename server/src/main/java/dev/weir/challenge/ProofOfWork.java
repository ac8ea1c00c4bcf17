package dev.weir.challenge;

import dev.weir.validation.InvalidFieldException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.altcha.altcha.Altcha;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes and judges ALTCHA puzzles: find the number whose SHA-256, after a salt, is the given one.
 * Thread-safe.
 *
 * <p>A puzzle is kept with its challenge, and an answer must be one to that very puzzle. So there
 * is no key that could leak or must be shared: the signature that the format has is made with a key
 * that is then forgotten, and compared as it is.
 */
final class ProofOfWork {
  private static final int LONGEST_SOLUTION = 4096;
  private static final int SALT_BYTES = 16;
  private static final int KEY_BYTES = 32;
  private static final Altcha.Algorithm ALGORITHM = Altcha.Algorithm.SHA256;

  private final JsonMapper json = JsonMapper.shared();
  private final int hashes;
  private final RandomGenerator random;

  /**
   * Creates a maker of puzzles.
   *
   * @param hashes the most that an answer takes
   * @param random cannot be predicted; used by many threads at once
   */
  ProofOfWork(int hashes, RandomGenerator random) {
    this.hashes = hashes;
    this.random = random;
  }

  /**
   * Returns a puzzle as ALTCHA's JSON, for a challenge that expires at {@code expiresAt} (epoch
   * milliseconds).
   */
  String create(String challengeId, long expiresAt) {
    Altcha.ChallengeOptions options =
        new Altcha.ChallengeOptions()
            .setAlgorithm(ALGORITHM)
            .setSalt(hex(SALT_BYTES))
            .setHmacKey(hex(KEY_BYTES))
            .setMaxNumber((long) hashes)
            .setNumber(random.nextLong(hashes + 1L))
            .setExpires(expiresAt / 1000)
            .addParam("challenge_id", challengeId);
    Altcha.Challenge puzzle = create(options);
    return json.writeValueAsString(
        new Puzzle(
            puzzle.algorithm, puzzle.challenge, puzzle.maxnumber, puzzle.salt, puzzle.signature));
  }

  /**
   * Returns whether {@code solution}, ALTCHA's base64 payload, answers {@code puzzle}.
   *
   * @throws InvalidFieldException if it is no such payload
   */
  boolean isSolved(String puzzle, String solution) {
    Puzzle asked = json.readValue(puzzle, Puzzle.class);
    JsonNode payload = payload(solution);
    JsonNode number = payload.path("number");
    return same(asked.challenge, payload.path("challenge").asString(""))
        && same(asked.salt, payload.path("salt").asString(""))
        && same(asked.signature, payload.path("signature").asString(""))
        && number.isIntegralNumber()
        && number.canConvertToLong()
        && number.longValue() >= 0
        && same(asked.challenge, hash(asked.salt + number.longValue()));
  }

  private JsonNode payload(String solution) {
    try {
      if (solution.length() <= LONGEST_SOLUTION) {
        return json.readTree(Base64.getDecoder().decode(solution));
      }
    } catch (JacksonException | IllegalArgumentException e) {
      throw (InvalidFieldException) malformed().initCause(e);
    }
    throw malformed();
  }

  private static InvalidFieldException malformed() {
    return new InvalidFieldException(
        "solution", "ALTCHA's answer: JSON in base64, at most 4 KiB", "something else");
  }

  private String hex(int bytes) {
    byte[] some = new byte[bytes];
    random.nextBytes(some);
    return HexFormat.of().formatHex(some);
  }

  private static boolean same(String asked, String given) {
    return MessageDigest.isEqual(
        asked.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static Altcha.Challenge create(Altcha.ChallengeOptions options) {
    try {
      return Altcha.createChallenge(options);
    } catch (Exception e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String hash(String text) {
    try {
      return Altcha.hashHex(ALGORITHM, text);
    } catch (Exception e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** ALTCHA's puzzle, in the names of its JSON. */
  private record Puzzle(
      String algorithm, String challenge, long maxnumber, String salt, String signature) {}
}
