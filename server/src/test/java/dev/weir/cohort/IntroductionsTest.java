package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class IntroductionsTest {
  private static final int TODAY = 20_833;

  private final Introductions introductions = new Introductions(1 << 10);

  @Test
  void countsWhatAnAccountIsSeenWithOnADay() {
    assertThat(introductions.add(7, TODAY)).isEqualTo(1);
    assertThat(introductions.add(7, TODAY)).isEqualTo(2);
    assertThat(introductions.add(8, TODAY)).isEqualTo(1);
    assertThat(introductions.add(7, TODAY)).isEqualTo(3);
    assertThat(introductions.add(7, TODAY + 1)).as("a new day").isEqualTo(1);
  }

  @Test
  void countsNoFurtherThanItHasDigits() {
    IntStream.range(0, 70_000).forEach(i -> introductions.add(7, TODAY));
    assertThat(introductions.add(7, TODAY)).isEqualTo(65_535);
    assertThat(introductions.add(7, TODAY + 1)).isEqualTo(1);
  }

  @Test
  void countsAnAccountAnewWhosePlaceAnotherTook() {
    Introductions one = new Introductions(1);
    assertThat(one.add(7, TODAY)).isEqualTo(1);
    assertThat(one.add(7, TODAY)).isEqualTo(2);
    assertThat(one.add(8, TODAY)).isEqualTo(1);
    assertThat(one.add(7, TODAY)).isEqualTo(1);
  }

  @Test
  void losesNoCountOfSeveralThreads() {
    IntStream.range(0, 10_000).parallel().forEach(i -> introductions.add(7, TODAY));
    assertThat(introductions.add(7, TODAY)).isEqualTo(10_001);
  }

  @Test
  void hasAPowerOfTwoOfPlaces() {
    assertThatThrownBy(() -> new Introductions(1_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("places: 1000 (expected: a power of 2)");
  }
}
