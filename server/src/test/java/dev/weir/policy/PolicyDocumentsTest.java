package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What is made from the description of the keys is what is shipped, and says the same as the
 * loader.
 */
final class PolicyDocumentsTest {
  private static final Path SCHEMA =
      Path.of("src/main/resources/dev/weir/policy/model-api.schema.json");
  private static final Path DOCS = Path.of("../docs");

  private static final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(PolicySchema.json());

  @Test
  void theShippedSchemaIsCurrent() throws IOException {
    Golden.assertCurrent(SCHEMA, PolicySchema.json());
  }

  @Test
  void theReferenceIsCurrent() throws IOException {
    Golden.assertCurrent(DOCS.resolve("policy-reference.md"), PolicyReference.markdown());
  }

  @Test
  void theShippedPolicyIsValidBySchema() {
    assertThat(schema.validate(Policies.defaultYaml(), InputFormat.YAML)).isEmpty();
  }

  @Test
  void theSchemaFindsWhatTheLoaderFinds() throws IOException {
    for (String bad :
        new String[] {
          "unknown-key", "limit-by", "limit-max-word", "duration-without-unit", "rule-verdict",
          "rule-missing-keys", "share-out-of-range", "api-version", "failure-challenge", "nothing"
        }) {
      String yaml = Files.readString(Golden.RESOURCES.resolve("bad").resolve(bad + ".yaml"));
      assertThat(schema.validate(yaml, InputFormat.YAML)).as(bad).isNotEmpty();
    }
  }

  @Test
  void everyPolicyInTheDocumentationLoads() throws IOException {
    assertLoad("apiVersion", "");
  }

  @Test
  void theExampleOfCohortsLoads() throws IOException {
    assertLoad("cohorts", "apiVersion: weir.dev/v1\nname: excerpt\n");
  }

  /** Asserts that there are examples that begin with a key, and that each is a valid policy. */
  private static void assertLoad(String begins, String before) throws IOException {
    Matcher example =
        Pattern.compile("```yaml\n(" + begins + ":.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOCS.resolve("policy.md")));
    int examples = 0;
    while (example.find()) {
      examples++;
      assertThat(PolicyCompiler.compile("policy.md", before + example.group(1)).problems())
          .as(example.group(1))
          .isEmpty();
    }
    assertThat(examples).isPositive();
  }
}
