package dev.weir.client.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateFingerprintTest {
  private static final TemplateFingerprint STANDARD = TemplateFingerprint.builder().build();
  private static final String TEMPLATE =
      "You are a careful assistant for the support desk of a bicycle shop. Answer in at most three"
          + " sentences, name the part by its catalogue number, and never promise a delivery date."
          + " When a customer is angry, apologise once and offer to call back.";

  @Test
  void valuesAreStableOverReleases() {
    assertThat(STANDARD.bands(TEMPLATE))
        .startsWith(-274989477767278931L, -2704377590489811222L, -1404796563804745139L)
        .hasSize(16)
        .doesNotHaveDuplicates();
    assertThat(
            TemplateFingerprint.builder()
                .key(FingerprintKey.of("0123456789abcdef".getBytes(StandardCharsets.US_ASCII)))
                .build()
                .bands(TEMPLATE))
        .startsWith(2924770890208610595L);
  }

  @ParameterizedTest
  @CsvSource({"0.2, 1", "0.3, 2", "0.4, 3", "0.5, 4", "0.6, 5", "0.7, 6", "0.8, 7", "0.9, 8"})
  void similarTextsShareABandAsOftenAsTheoryHasIt(double similarity, long seed) {
    // Words as shingles, so that the similarity of two texts is exactly what was put into them.
    TemplateFingerprint words = TemplateFingerprint.builder().shingle(1).build();
    Random random = new Random(seed);
    int union = 200;
    int common = (int) Math.round(similarity * union);
    int trials = 1_500;
    int shared = 0;
    for (int trial = 0; trial < trials; trial++) {
      List<String> all = IntStream.range(0, union).mapToObj(i -> word(random)).toList();
      List<String> both = all.subList(0, common);
      List<String> rest = all.subList(common, union);
      List<Long> left = words.bands(text(both, rest.subList(0, rest.size() / 2), random));
      List<Long> right =
          words.bands(text(both, rest.subList(rest.size() / 2, rest.size()), random));
      if (!Collections.disjoint(left, right)) {
        shared++;
      }
    }

    double expected = 1 - Math.pow(1 - Math.pow(similarity, 5), 16);
    double deviation = Math.sqrt(expected * (1 - expected) / trials);
    assertThat(shared / (double) trials)
        .as("similarity %s, seed %s", similarity, seed)
        .isCloseTo(expected, within(4 * deviation + 1.0 / trials));
  }

  private static String word(Random random) {
    return random
        .ints(12, 'a', 'z' + 1)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static String text(List<String> both, List<String> own, Random random) {
    List<String> words = new ArrayList<>(both);
    words.addAll(own);
    Collections.shuffle(words, random);
    return String.join(" ", words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Answer the  question:            | answer\tthe QUESTION
          Order 1234 of 2026-11-24, please | order 9 of 2024-01-02 please
          For user 550e8400-e29b-41d4-a716-446655440000 now | for user c0ffee12-0000-4abc-8def-0123456789ab now
          Write to ann.b@example.org today | write to carl@mail.example.org today
          Scores: 1, 2, 3 and more         | scores: 4 5 and more
          naïve ﬁle                        | NAI\u0308VE file
          a well-known fact                | a well known fact
          model gpt-4o says                | model gpt-5 says
          """)
  void whatVariesFromUseToUseDoesNotCount(String one, String other) {
    assertThat(STANDARD.bands(one)).isEqualTo(STANDARD.bands(other));
  }

  @Test
  void otherWordsCount() {
    assertThat(STANDARD.bands("answer the question briefly"))
        .doesNotContainAnyElementsOf(STANDARD.bands("answer the question at length"));
  }

  @Test
  void theOrderOfWordsCounts() {
    assertThat(STANDARD.bands("dog bites man")).isNotEqualTo(STANDARD.bands("man bites dog"));
  }

  @Test
  void aChangedWordInALongTemplateLeavesABandInCommon() {
    assertThat(STANDARD.bands(TEMPLATE.replace("bicycle", "motorcycle")))
        .containsAnyElementsOf(STANDARD.bands(TEMPLATE));
  }

  @Test
  void textsWithoutSpacesAreTakenByTheCharacter() {
    String japanese = "あなたは自転車店のサポート担当です。三文以内で答え、部品は型番で呼び、納期は約束しないでください。";

    assertThat(STANDARD.bands(japanese.replace("三文", "二文")))
        .containsAnyElementsOf(STANDARD.bands(japanese));
  }

  @Test
  void withASecretValuesAreOthers() {
    TemplateFingerprint keyed =
        TemplateFingerprint.builder().key(FingerprintKey.of(new byte[16])).build();

    assertThat(keyed.bands(TEMPLATE)).doesNotContainAnyElementsOf(STANDARD.bands(TEMPLATE));
  }

  @Test
  void textWithoutWordsHasNoBands() {
    assertThat(STANDARD.bands("")).isEmpty();
    assertThat(STANDARD.bands(" .,;- @ \n")).isEmpty();
  }

  @Test
  void onlyTheBeginningOfAVeryLongTextCounts() {
    TemplateFingerprint brief = TemplateFingerprint.builder().mostChars(100).build();

    assertThat(brief.bands(TEMPLATE)).isEqualTo(brief.bands(TEMPLATE.substring(0, 100)));
    assertThat(brief.bands(TEMPLATE)).isNotEqualTo(STANDARD.bands(TEMPLATE));
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    TemplateFingerprint.Builder builder = TemplateFingerprint.builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.bands(65))
        .withMessage("bands: 65 (expected: 1 to 64)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.rows(0))
        .withMessage("rows: 0 (expected: 1 to 32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FingerprintKey.of(new byte[15]))
        .withMessage("secret: 15 bytes (expected: >= 16)");
  }
}
