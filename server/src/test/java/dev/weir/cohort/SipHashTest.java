package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SipHashTest {
  /** The last vector of the paper's appendix, of fifteen bytes, is of a length that texts reach. */
  @Test
  void givesTheVectorOfThePaper() {
    SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    StringBuilder text = new StringBuilder();
    for (char c = 0; c < 15; c++) {
      text.append(c);
    }
    assertThat(hash.utf8(text.toString())).isEqualTo(0xa129ca6149be45e5L);
  }

  @Test
  void givesWhatGuavaGivesOfAnyTextAndNumber() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long k0 = random.nextLong();
      long k1 = random.nextLong();
      SipHash hash = new SipHash(k0, k1);
      HashFunction guava = Hashing.sipHash24(k0, k1);
      String text = text(random);
      assertThat(hash.chars(text)).as(text).isEqualTo(guava.hashUnencodedChars(text).asLong());
      assertThat(hash.utf8(text))
          .as(text)
          .isEqualTo(guava.hashString(text, StandardCharsets.UTF_8).asLong());
      assertThat((int) hash.utf8(text))
          .isEqualTo(guava.hashString(text, StandardCharsets.UTF_8).hashCode());
      long number = random.nextLong();
      assertThat(hash.number(number)).isEqualTo(guava.hashLong(number).asLong());
    }
  }

  /** Of ASCII or not, with surrogates without their other half now and then. */
  private static String text(SplittableRandom random) {
    int bound = random.nextBoolean() ? 0x80 : 0x10000;
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(40); left > 0; left--) {
      text.append((char) random.nextInt(bound));
    }
    return text.toString();
  }
}
