package dev.weir.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.decision.Facts.Network;
import dev.weir.decision.Facts.Operation;
import dev.weir.decision.Facts.Principal;
import dev.weir.decision.Facts.Prompt;
import dev.weir.validation.InvalidFieldException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request may say, and how it is told what it may not. */
final class FactsTest {

  private static Facts with(Map<String, Double> signals, Map<String, String> labels) {
    return new Facts(
        "r1",
        new Principal("a1", "", "", ""),
        Network.UNKNOWN,
        Operation.UNKNOWN,
        Prompt.UNKNOWN,
        signals,
        labels,
        "");
  }

  private static Network from(String ip) {
    return new Network(ip, 0, "", "", "", 0, "");
  }

  private static void assertInvalid(String field, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field))
        .hasMessage(message);
  }

  @Test
  void asksForAnAccount() {
    assertInvalid(
        "principal.account_id",
        "principal.account_id: \"\" (expected: a value, at most 1 KiB of UTF-8)",
        () -> new Principal("", "", "", ""));
  }

  @Test
  void takesStringsOfOneKibibyteOfUtf8AndNoMore() {
    assertThat(new Principal("é".repeat(512), "", "", "").accountId()).hasSize(512);
    assertInvalid(
        "principal.account_id",
        "principal.account_id: \"" + "é".repeat(64) + "…\" (expected: at most 1 KiB of UTF-8)",
        () -> new Principal("é".repeat(513), "", "", ""));
  }

  @Test
  void keepsControlCharactersOutOfMessages() {
    assertThatThrownBy(() -> from("1.2.3.4\u001b[2J\n"))
        .hasMessage("network.ip: \"1.2.3.4?[2J?\" (expected: an IPv4 or IPv6 address)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
  void takesSignalsFromZeroToOne(double signal) {
    assertInvalid(
        "signals[elicitation]",
        "signals[elicitation]: " + signal + " (expected: a number from 0 to 1)",
        () -> with(Map.of("elicitation", signal), Map.of()));
  }

  @Test
  void takesSixtyFourLabelsAndNoMore() {
    assertThat(with(Map.of(), labels(64)).labels()).hasSize(64);
    assertInvalid(
        "labels",
        "labels: 10000 (expected: at most 64 entries)",
        () -> with(Map.of(), labels(10_000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "1.2.3",
        "1",
        "1.2.3.4.5",
        "256.1.1.1",
        "::g",
        "fe80::1%eth0",
        "1.2.3.4 "
      })
  void takesAddressesNotNames(String ip) {
    assertInvalid(
        "network.ip",
        "network.ip: \"" + ip + "\" (expected: an IPv4 or IPv6 address)",
        () -> from(ip));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "2001:DB8::1, 2001:db8:0:0:0:0:0:1",
    "2001:db8:0:0::1, 2001:db8:0:0:0:0:0:1"
  })
  void spellsEachAddressOneWay(String written, String canonical) {
    assertThat(from(written).ip()).isEqualTo(canonical);
  }

  @Test
  void takesNoTokenCountThatWouldOverflow() {
    assertInvalid(
        "operation.input_tokens",
        "operation.input_tokens: 18446744073709551615"
            + " (expected: a whole number from 0 to 1,000,000,000)",
        () -> new Operation("", "", -1, 0, false));
  }

  @Test
  void takesSixtyFourTemplateBandsAndNoMore() {
    assertInvalid(
        "prompt.template_bands",
        "prompt.template_bands: 65 (expected: at most 64 entries)",
        () -> new Prompt(new long[65], 0, 0));
  }

  private static Map<String, String> labels(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(i -> "label" + i, i -> "value"));
  }
}
