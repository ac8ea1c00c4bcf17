package dev.weir.store.redis;

import dev.weir.store.StoreException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes and reads JSON in which what is empty is left out. */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static byte[] write(ObjectNode json) {
    return MAPPER.writeValueAsBytes(json);
  }

  static JsonNode read(byte[] value) {
    try {
      return MAPPER.readTree(value);
    } catch (JacksonException e) {
      throw StoreException.refused("A record in Redis is no JSON", e);
    }
  }

  static void put(ObjectNode json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }

  static void put(ObjectNode json, String name, long value) {
    if (value != 0) {
      json.put(name, value);
    }
  }

  static String text(JsonNode json, String name) {
    return json.path(name).asString("");
  }

  static long number(JsonNode json, String name) {
    return json.path(name).asLong(0);
  }

  /** Returns a constant by its name, {@code otherwise} if it is left out. */
  static <E extends Enum<E>> E constant(JsonNode json, String name, E otherwise) {
    String text = text(json, name);
    return text.isEmpty() ? otherwise : Replies.constant(otherwise.getDeclaringClass(), text);
  }
}
