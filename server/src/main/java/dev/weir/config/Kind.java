package dev.weir.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The type of a setting: how it is written, read and shown.
 *
 * @param shape how many scalars it takes
 * @param scalar the type of each
 */
record Kind(Shape shape, Class<?> scalar) {

  /** How many scalars a setting takes. */
  enum Shape {
    ONE,
    OPTIONAL,
    LIST,
    MAP
  }

  /** Returns whether a record of this type is a value and not a section. */
  static boolean isLeaf(Class<?> type) {
    return type == Secret.class || type == ByteSize.class || type == Endpoint.class;
  }

  /** Returns the kind of a setting of type {@code raw}, of {@code scalar} where it is generic. */
  static Kind of(String path, Class<?> raw, Class<?> scalar) {
    Shape shape =
        raw == Optional.class
            ? Shape.OPTIONAL
            : raw == List.class ? Shape.LIST : raw == Map.class ? Shape.MAP : Shape.ONE;
    Kind kind = new Kind(shape, scalar);
    if (kind.expected().isEmpty()) {
      throw new IllegalArgumentException(path + ": settings cannot be of " + scalar);
    }
    return kind;
  }

  /** Returns what is expected, in words; empty where the type cannot be a setting. */
  String expected() {
    if (scalar.isEnum()) {
      return "one of " + String.join(", ", constants());
    }
    return switch (scalar.getName()) {
      case "boolean", "java.lang.Boolean" -> "true or false";
      case "int", "long", "java.lang.Integer", "java.lang.Long" -> "a whole number";
      case "double", "java.lang.Double" -> "a number";
      case "java.lang.String", "dev.weir.config.Secret" -> "a text";
      case "java.time.Duration" -> "a duration such as 500us, 5ms, 10s, 1m, 2h or 7d";
      case "dev.weir.config.ByteSize" -> "a size such as 512B, 64KiB or 1MiB";
      case "dev.weir.config.Endpoint" -> "host:port, such as 127.0.0.1:9090 or [::1]:9090";
      case "java.nio.file.Path" -> "a path";
      case "java.net.URI" -> "a URL";
      default -> "";
    };
  }

  /** Returns the short name of the type for the reference. */
  String name() {
    String one =
        scalar.isEnum()
            ? String.join(" \\| ", constants())
            : switch (scalar.getSimpleName()) {
              case "Boolean", "boolean" -> "true \\| false";
              case "int", "long", "Integer", "Long" -> "whole number";
              case "double", "Double" -> "number";
              case "String" -> "text";
              case "ByteSize" -> "size";
              case "Endpoint" -> "host:port";
              case "URI" -> "URL";
              default -> scalar.getSimpleName().toLowerCase(Locale.ROOT);
            };
    return switch (shape) {
      case ONE, OPTIONAL -> one;
      case LIST -> "list of " + one;
      case MAP -> "map to " + one;
    };
  }

  /**
   * Returns the value of this kind that {@code items} state.
   *
   * @throws IllegalArgumentException where they state none
   */
  Object convert(List<String> items) {
    return switch (shape) {
      case ONE -> scalar(single(items));
      case OPTIONAL ->
          single(items).isEmpty() ? Optional.empty() : Optional.of(scalar(single(items)));
      case LIST -> split(items).stream().map(this::scalar).toList();
      case MAP -> pairs(items);
    };
  }

  /**
   * Returns the scalar that {@code text} states; throws {@link IllegalArgumentException} where it
   * states none.
   */
  Object scalar(String text) {
    if (scalar.isEnum()) {
      for (Object constant : scalar.getEnumConstants()) {
        if (constant.toString().toLowerCase(Locale.ROOT).equals(text)) {
          return constant;
        }
      }
      throw new IllegalArgumentException("no such constant");
    }
    return switch (scalar.getName()) {
      case "boolean", "java.lang.Boolean" -> bool(text);
      case "int", "java.lang.Integer" -> Integer.parseInt(text);
      case "long", "java.lang.Long" -> Long.parseLong(text);
      case "double", "java.lang.Double" -> Double.parseDouble(text);
      case "java.lang.String" -> text;
      case "dev.weir.config.Secret" -> new Secret(text);
      case "java.time.Duration" -> Durations.parse(text);
      case "dev.weir.config.ByteSize" -> ByteSize.parse(text);
      case "dev.weir.config.Endpoint" -> Endpoint.parse(text);
      case "java.nio.file.Path" -> path(text);
      case "java.net.URI" -> URI.create(text);
      default -> throw new IllegalStateException("not a setting: " + scalar);
    };
  }

  /** Returns a value of this kind as it would be written, without its secrets. */
  String show(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.map(this::show).orElse("");
      case List<?> list -> String.join(",", list.stream().map(this::show).toList());
      case Map<?, ?> map ->
          String.join(
              ",",
              map.entrySet().stream().map(e -> e.getKey() + "=" + show(e.getValue())).toList());
      case Enum<?> constant -> constant.toString().toLowerCase(Locale.ROOT);
      case Duration duration -> Durations.format(duration);
      case URI uri -> withoutUser(uri.toString());
      default -> value.toString();
    };
  }

  /** Returns what somebody wrote, right or wrong, without its secrets. */
  String showText(String text) {
    return scalar == Secret.class
        ? Secret.REDACTED
        : scalar == URI.class ? withoutUser(text) : text;
  }

  private List<String> constants() {
    return Arrays.stream(scalar.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
        .toList();
  }

  private Map<String, Object> pairs(List<String> items) {
    Map<String, Object> pairs = new LinkedHashMap<>();
    for (String item : split(items)) {
      int equals = item.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException("no key=value");
      }
      pairs.put(item.substring(0, equals), scalar(item.substring(equals + 1)));
    }
    return pairs;
  }

  private static String single(List<String> items) {
    if (items.size() != 1) {
      throw new IllegalArgumentException("a list");
    }
    return items.getFirst();
  }

  /** Returns the items of a list; one that was written as a single text is split at its commas. */
  private static List<String> split(List<String> items) {
    if (items.size() != 1) {
      return items;
    }
    List<String> parts = new ArrayList<>();
    for (String part : items.getFirst().split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return parts;
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty");
    }
    return Path.of(text);
  }

  /**
   * Returns a URL whose user information, if it has any, is not shown. By pattern: one of several
   * hosts has none in the sense of {@link URI}, and one that is wrong has none at all.
   */
  private static String withoutUser(String url) {
    return url.replaceFirst("://.*@", "://" + Secret.REDACTED + "@");
  }
}
