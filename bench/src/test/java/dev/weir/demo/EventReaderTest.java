package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.demo.Event.AccountPushed;
import dev.weir.demo.Event.Checked;
import dev.weir.demo.Event.Reported;
import dev.weir.v1.Account;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import dev.weir.v1.Prompt;
import dev.weir.v1.ReportRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventReaderTest {
  private static final long START = 1_777_852_800_000L;

  private static final String TRACE =
      """
      {"at":"2026-05-04T00:00:00.000Z","account":{"account_id":"a1","organization_id":"o1"}}
      {"at":"2026-05-04T00:00:00.005Z","check":{"request_id":"r1","principal":{"account_id":"a1"},\
      "operation":{"input_tokens":7},"prompt":{"template_bands":["18446744073709551615","3"],\
      "conversation_prefix":"9223372036854775808"}},\
      "truth":{"campaign":"cards","class":"shared_cards","passes_challenge":true}}
      {"at":"2026-05-04T00:00:01.000Z","report":{"request_id":"r1","account_id":"a1",\
      "input_tokens":7,"output_tokens":9}}
      """;

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 100_000})
  void readsLinesHoweverTheyAreCut(int size) throws IOException {
    assertThat(read(TRACE, size))
        .containsExactly(
            new AccountPushed(
                START,
                "o1",
                Account.newBuilder().setAccountId("a1").setOrganizationId("o1").build()),
            new Checked(
                START + 5,
                "o1",
                CheckRequest.newBuilder()
                    .setRequestId("r1")
                    .setPrincipal(Principal.newBuilder().setAccountId("a1"))
                    .setOperation(Operation.newBuilder().setInputTokens(7))
                    .setPrompt(
                        Prompt.newBuilder()
                            .addTemplateBands(-1)
                            .addTemplateBands(3)
                            .setConversationPrefix(Long.MIN_VALUE))
                    .build(),
                new Truth("cards", "shared_cards", true)),
            new Reported(
                START + 1_000,
                "o1",
                "r1",
                ReportRequest.newBuilder()
                    .setAccountId("a1")
                    .setInputTokens(7)
                    .setOutputTokens(9)
                    .build()));
  }

  @Test
  void whatItDoesNotKnowIsSaid() {
    assertThatThrownBy(() -> read("{\"at\":\"2026-05-04T00:00:00.000Z\",\"risk\":{}}\n", 100))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("risk");
  }

  private static List<Event> read(String trace, int size) throws IOException {
    List<Event> events = new ArrayList<>();
    byte[] bytes = trace.getBytes(StandardCharsets.UTF_8);
    try (EventReader reader = new EventReader(events::add)) {
      for (int i = 0; i < bytes.length; i += size) {
        reader.write(bytes, i, Math.min(size, bytes.length - i));
      }
    }
    return events;
  }
}
