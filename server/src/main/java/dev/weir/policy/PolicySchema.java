package dev.weir.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the JSON schema by which editors complete and check policies; {@code
 * model-api.schema.json} is its output.
 */
public final class PolicySchema {
  private PolicySchema() {}

  /** Returns the schema (draft 2020-12) as JSON. */
  public static String json() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Weir policy, weir.dev/v1");
    schema.putAll(PolicyFields.SECTION.schema());
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(schema)
            .replace("\r\n", "\n")
        + '\n';
  }
}
