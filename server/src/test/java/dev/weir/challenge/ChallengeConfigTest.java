package dev.weir.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeConfigTest {

  @Test
  void putsTheIdIntoTheUrl() {
    assertThat(withUrl("https://verify.example/{challenge_id}?lang=en").urlOf("c1"))
        .isEqualTo("https://verify.example/c1?lang=en");
    assertThat(withUrl("").urlOf("c1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://verify.example/",
        "verify.example/{challenge_id}",
        "javascript:{challenge_id}",
        "https://verify example/{challenge_id}"
      })
  void refusesAUrlThatIsNoneOrHasNoPlaceForTheId(String url) {
    assertThatThrownBy(() -> withUrl(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "url: \"" + url + "\" (expected: an http or https URL with {challenge_id} in it)");
  }

  private static ChallengeConfig withUrl(String url) {
    ChallengeConfig defaults = ChallengeConfig.defaults();
    return new ChallengeConfig(
        url,
        defaults.clearanceTtl(),
        defaults.keyFile(),
        defaults.keyRotation(),
        defaults.proofOfWorkHashes());
  }
}
