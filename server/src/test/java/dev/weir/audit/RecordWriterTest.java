package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.decision.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class RecordWriterTest {
  /** Where the fields are a public contract; the example there is what this test writes. */
  private static final Path DOCS = Path.of("..", "docs", "decision-log.md");

  @Test
  void writesTheDocumentedLine() throws IOException {
    Matcher example =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCS));
    assertThat(example.find()).as("an example in %s", DOCS).isTrue();

    ObjectMapper mapper = new ObjectMapper();
    JsonNode documented = mapper.readTree(example.group(1));
    assertThat(mapper.readTree(line())).isEqualTo(documented);
  }

  @Test
  void writesOneLine() {
    assertThat(line()).endsWith("}\n").hasLineCount(1);
  }

  @Test
  void keepsTokensAndLabelsOut() {
    assertThat(line()).doesNotContain("a.secret.token").doesNotContain("secret-label");
  }

  private static String line() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new RecordWriter()
        .write(
            Examples.FACTS,
            Examples.withShadow(
                Examples.decision("01JDCQ8Z3V0000000000000001", Verdict.CHALLENGE), Verdict.DENY),
            1_790_000_000_123L,
            840,
            out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
