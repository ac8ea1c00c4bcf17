package dev.weir.client.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConversationPrefixTest {
  private static final ConversationPrefix START = ConversationPrefix.start(FingerprintKey.none());

  @Test
  void itIs0BeforeTheFirstTurnAndNeverAfter() {
    assertThat(START.value()).isZero();
    assertThat(START.turn("user", "").value()).isNotZero();
  }

  @Test
  void valuesAreStableOverReleases() {
    assertThat(START.turn("user", "Hello").turn("assistant", "Hi.").value())
        .isEqualTo(3467251155416949143L);
    assertThat(ReasoningSignature.of(FingerprintKey.none(), "block"))
        .isEqualTo(-2243393258532073578L);
  }

  @Test
  void itGoesOnFromAValueThatWasKept() {
    long kept = START.turn("user", "Hello").value();

    assertThat(
            ConversationPrefix.resume(FingerprintKey.none(), kept).turn("assistant", "Hi.").value())
        .isEqualTo(START.turn("user", "Hello").turn("assistant", "Hi.").value());
  }

  @Test
  void everyTurnItsRoleAndItsOrderCount() {
    long value = START.turn("user", "a").turn("assistant", "b").value();

    assertThat(START.turn("assistant", "b").turn("user", "a").value()).isNotEqualTo(value);
    assertThat(START.turn("user", "a").turn("user", "b").value()).isNotEqualTo(value);
    assertThat(START.turn("user", "ab").value()).isNotEqualTo(value);
    assertThat(START.turn("us", "era").value()).isNotEqualTo(START.turn("user", "a").value());
  }

  @Test
  void whiteSpaceAroundATurnDoesNotCount() {
    assertThat(START.turn("user", " a \n").value()).isEqualTo(START.turn("user", "a").value());
  }

  @Test
  void withASecretValuesAreOthers() {
    FingerprintKey key = FingerprintKey.of(new byte[32]);

    assertThat(ConversationPrefix.start(key).turn("user", "a").value())
        .isNotEqualTo(START.turn("user", "a").value());
    assertThat(ReasoningSignature.of(key, "block"))
        .isNotEqualTo(ReasoningSignature.of(FingerprintKey.none(), "block"));
  }

  @Test
  void aReasoningBlockIsNamedByItsBytes() {
    assertThat(ReasoningSignature.of(FingerprintKey.none(), "")).isZero();
    assertThat(
            ReasoningSignature.of(FingerprintKey.none(), "block".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ReasoningSignature.of(FingerprintKey.none(), "block"));
  }
}
