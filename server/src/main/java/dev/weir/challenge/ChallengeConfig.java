package dev.weir.challenge;

import dev.weir.config.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How challenges are put, and how long what they yield is good for. */
public record ChallengeConfig(
    @Setting(
            "Where the provider's own verification pages serve a challenge; {challenge_id} stands"
                + " for its id. Empty: challenges carry no URL.")
        String url,
    @Setting(
            value = "How long a clearance is good for after its challenge was passed.",
            min = "1s",
            max = "30d")
        Duration clearanceTtl,
    @Setting(
            "A JWK set with the keys for clearances (EC, P-256): the first one signs, all verify,"
                + " and no others do. Read again when it changes. Unset: keys are made at start,"
                + " changed after key_rotation, and shared through the store.")
        Optional<Path> keyFile,
    @Setting(value = "How long a key that was made at start signs.", min = "1m", max = "365d")
        Duration keyRotation,
    @Setting(
            value = "The most hashes that a proof of work takes; half of them on average.",
            unit = "hashes",
            min = "1000",
            max = "100000000")
        int proofOfWorkHashes) {
  private static final String PLACEHOLDER = "{challenge_id}";

  /** Refuses a URL that is none, or that has no place for the challenge's id. */
  public ChallengeConfig {
    if (!url.isEmpty()) {
      requireTemplate(url);
    }
  }

  /** Returns the defaults: an hour of clearance, keys made at start and changed daily. */
  public static ChallengeConfig defaults() {
    return new ChallengeConfig(
        "https://verify.example/{challenge_id}",
        Duration.ofHours(1),
        Optional.empty(),
        Duration.ofDays(1),
        1_000_000);
  }

  /** Returns where a challenge is served; empty where no URL is configured. */
  String urlOf(String challengeId) {
    return url.replace(PLACEHOLDER, challengeId);
  }

  private static void requireTemplate(String url) {
    String expected = "an http or https URL with {challenge_id} in it";
    try {
      String scheme = new URI(url.replace(PLACEHOLDER, "id")).getScheme();
      if (!url.contains(PLACEHOLDER) || !("https".equals(scheme) || "http".equals(scheme))) {
        throw new IllegalArgumentException("url: \"" + url + "\" (expected: " + expected + ")");
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "url: \"" + url + "\" (expected: " + expected + "): " + e.getReason(), e);
    }
  }
}
