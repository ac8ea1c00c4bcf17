package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That strings are shared, and never taken for one another. */
final class RepeatedTextTest {
  private final RepeatedText texts = new RepeatedText();

  @Test
  void givesTheSameStringAgain() {
    String first = of("xxlargexx", 2, 5);
    assertThat(first).isEqualTo("large");
    assertThat(of("large", 0, 5)).isSameAs(first);
    assertThat(of("", 0, 0)).isEmpty();
  }

  /** Far more than there is room for, so that each place is taken many times over. */
  @Test
  void neverGivesAnother() {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      said.add("model-" + i + (i % 3 == 0 ? "é" : ""));
      said.add("x".repeat(i % 300));
    }
    said.forEach(text -> assertThat(of(text, 0, text.length())).isEqualTo(text));
  }

  private String of(String text, int start, int length) {
    return texts.of(text.toCharArray(), start, length);
  }
}
