package dev.weir.demo;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.demo.Event.AccountPushed;
import dev.weir.demo.Event.Checked;
import dev.weir.demo.Event.Reported;
import dev.weir.v1.Account;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.Prompt;
import dev.weir.v1.ReportRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the lines that a simulation writes into it, and hands on what they tell, each as soon as
 * its line is complete. Holds a line, and the organization of each account. Not thread-safe.
 */
final class EventReader extends OutputStream {
  private final Consumer<Event> events;
  private final ObjectMapper json = JsonMapper.shared();
  private final JsonFormat.Parser messages = JsonFormat.parser();
  private final Map<String, String> organizations = new HashMap<>();
  private byte[] line = new byte[4_096];
  private int length;

  EventReader(Consumer<Event> events) {
    this.events = events;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    int from = offset;
    for (int i = offset; i < offset + count; i++) {
      if (bytes[i] == '\n') {
        keep(bytes, from, i);
        events.accept(event());
        length = 0;
        from = i + 1;
      }
    }
    keep(bytes, from, offset + count);
  }

  private void keep(byte[] bytes, int from, int to) {
    int more = to - from;
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.max(2 * line.length, length + more));
    }
    System.arraycopy(bytes, from, line, length, more);
    length += more;
  }

  private Event event() throws InvalidProtocolBufferException {
    JsonNode root = json.readTree(line, 0, length);
    long at = Instant.parse(root.path("at").asString()).toEpochMilli();
    if (root.has("account")) {
      Account account = merge(root.get("account"), Account.newBuilder()).build();
      if (!account.getOrganizationId().isEmpty()) {
        organizations.put(account.getAccountId(), account.getOrganizationId());
      }
      return new AccountPushed(at, caller(account.getAccountId()), account);
    }
    if (root.has("check")) {
      CheckRequest request = request((ObjectNode) root.get("check"));
      return new Checked(
          at, caller(request.getPrincipal().getAccountId()), request, truth(root.path("truth")));
    }
    if (root.has("report")) {
      JsonNode used = root.get("report");
      ReportRequest report =
          ReportRequest.newBuilder()
              .setAccountId(used.path("account_id").asString())
              .setInputTokens(used.path("input_tokens").asLong())
              .setOutputTokens(used.path("output_tokens").asLong())
              .build();
      return new Reported(
          at, caller(report.getAccountId()), used.path("request_id").asString(), report);
    }
    throw new IllegalStateException("a simulation tells of something else: " + root);
  }

  /** Reads fingerprints by hand: most do not fit a signed number, which costs the parser dearly. */
  private CheckRequest request(ObjectNode check) throws InvalidProtocolBufferException {
    JsonNode said = check.path("prompt");
    check.remove("prompt");
    Prompt.Builder prompt = Prompt.newBuilder();
    for (JsonNode band : said.path("template_bands")) {
      prompt.addTemplateBands(Long.parseUnsignedLong(band.asString()));
    }
    return merge(check, CheckRequest.newBuilder())
        .setPrompt(
            prompt
                .setConversationPrefix(fingerprint(said.path("conversation_prefix")))
                .setReasoningSignature(fingerprint(said.path("reasoning_signature"))))
        .build();
  }

  private static long fingerprint(JsonNode node) {
    return node.isMissingNode() ? 0 : Long.parseUnsignedLong(node.asString());
  }

  private String caller(String accountId) {
    return organizations.getOrDefault(accountId, accountId);
  }

  private <M extends Message.Builder> M merge(JsonNode node, M into)
      throws InvalidProtocolBufferException {
    messages.merge(node.toString(), into);
    return into;
  }

  private static Truth truth(JsonNode node) {
    return new Truth(
        node.path("campaign").asString(),
        node.path("class").asString(),
        node.path("passes_challenge").asBoolean());
  }
}
