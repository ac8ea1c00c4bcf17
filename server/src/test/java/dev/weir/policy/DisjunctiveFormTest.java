package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DisjunctiveFormTest {
  private final RandomConditions conditions = new RandomConditions(new SplittableRandom(1));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "account.known ; account.known EQUAL true",
        "!account.known ; account.known EQUAL false",
        "account.known == false ; account.known EQUAL false",
        "account.status != ACTIVE ; account.status NOT_EQUAL ACTIVE",
        "'build' == account.tier ; account.tier EQUAL build",
        "PHONE > account.verification ; account.verification LESS PHONE",
        "0.25 <= signals.odd ; signals.odd AT_LEAST 0.25",
        "account.age < duration('7d') ; account.age LESS PT168H",
        "account.known && cohort.ask ; account.known EQUAL true & cohort.ask EQUAL true",
        "account.known || cohort.ask ; account.known EQUAL true | cohort.ask EQUAL true",
        "account.known && has(signals.odd) && 'a' in account.tags ;"
            + " account.known EQUAL true & has(signals.odd) EQUAL true",
        "account.prepaid && (account.known || cohort.ask) ;"
            + " account.prepaid EQUAL true & account.known EQUAL true"
            + " | account.prepaid EQUAL true & cohort.ask EQUAL true",
      })
  void knowsPlainComparisons(String text, String form) {
    assertThat(form(text)).isEqualTo(form);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "account.tier in ['build', 'scale']",
        "account.tier < 'build'",
        "true",
        "1 < 2",
        "ACTIVE == ACTIVE",
        "risk.score > risk.pushed",
        "network.proxy_confidence > 0",
        "1000 / operation.input_tokens > 0",
        "!(account.known && account.prepaid)",
        "account.known || 'a' in account.tags",
        "account.known ? account.prepaid : cohort.ask",
        "['a', 'b'].exists(account, account == 'c')",
      })
  void knowsNothingOfTheRest(String text) {
    assertThat(form(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "9, 1"})
  void hasNotTooManyAlternatives(int parts, int alternatives) {
    String[] texts = new String[parts];
    for (int i = 0; i < parts; i++) {
      texts[i] = "operation.input_tokens == " + i;
    }
    String text = String.join(" || ", texts);
    assertThat(conditions.compile(text).alternatives()).hasSize(alternatives);
    String both = "(account.known || account.prepaid) && (" + text + ')';
    assertThat(form(both)).isEqualTo("account.known EQUAL true | account.prepaid EQUAL true");
  }

  private String form(String text) {
    return conditions.compile(text).alternatives().stream()
        .map(DisjunctiveFormTest::words)
        .collect(Collectors.joining(" | "));
  }

  private static String words(Conjunction conjunction) {
    return conjunction.comparisons().stream()
        .map(
            comparison ->
                comparison.variable().name()
                    + ' '
                    + comparison.operator()
                    + ' '
                    + comparison.constant())
        .collect(Collectors.joining(" & "));
  }
}
