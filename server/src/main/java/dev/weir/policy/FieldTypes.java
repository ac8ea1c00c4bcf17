package dev.weir.policy;

import dev.weir.config.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The kinds of values that policies are made of. */
final class FieldTypes {
  private FieldTypes() {}

  /** A scalar: read from its text and its tag. */
  private record Scalar<T>(
      String expected, Map<String, Object> schema, Function<ScalarNode, Optional<T>> parse)
      implements FieldType<T> {
    @Override
    public Optional<T> read(Node node, String path, Problems problems) {
      Optional<T> value =
          node instanceof ScalarNode scalar ? parse.apply(scalar) : Optional.empty();
      if (value.isEmpty()) {
        problems.error(Yaml.place(node, path), Found.show(node) + " (expected: " + expected + ")");
      }
      return value;
    }
  }

  /** A text that matches a pattern. */
  static FieldType<String> text(String pattern, String expected) {
    Pattern compiled = Pattern.compile(pattern);
    return new Scalar<>(
        expected,
        schema("type", "string", "pattern", "^(" + pattern + ")$"),
        node ->
            node.getTag().equals(Tag.NULL)
                ? Optional.empty()
                : Optional.of(node.getValue()).filter(text -> compiled.matcher(text).matches()));
  }

  /** True or false. */
  static FieldType<Boolean> bool() {
    return new Scalar<>(
        "true or false",
        schema("type", "boolean"),
        node ->
            node.getTag().equals(Tag.BOOL)
                ? Optional.of(Boolean.valueOf(node.getValue().toLowerCase(Locale.ROOT)))
                : Optional.empty());
  }

  /** A number, whole or not. */
  static FieldType<BigDecimal> number(BigDecimal least, BigDecimal most) {
    return new Scalar<>(
        "a number from " + least.toPlainString() + " to " + most.toPlainString(),
        schema("type", "number", "minimum", least, "maximum", most),
        node ->
            number(node)
                .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0));
  }

  /** Returns the number that a scalar is, or nothing. */
  static Optional<BigDecimal> number(ScalarNode node) {
    if (!node.getTag().equals(Tag.INT) && !node.getTag().equals(Tag.FLOAT)) {
      return Optional.empty();
    }
    try {
      BigDecimal value = new BigDecimal(node.getValue());
      // Arithmetic on 1e999999999 would take all memory.
      return Math.abs((long) value.scale()) + value.precision() > 30
          ? Optional.empty()
          : Optional.of(value);
    } catch (NumberFormatException e) {
      // Hexadecimal, octal, infinite, or not a number.
      return Optional.empty();
    }
  }

  /** A number, read as a double. */
  static FieldType<Double> decimal(long least, long most) {
    FieldType<BigDecimal> number = number(BigDecimal.valueOf(least), BigDecimal.valueOf(most));
    return new Scalar<>(
        number.expected(),
        number.schema(),
        node ->
            number(node)
                .map(BigDecimal::doubleValue)
                .filter(value -> value >= least && value <= most));
  }

  /** A share: a number from 0 to 1. */
  static FieldType<Double> share() {
    FieldType<BigDecimal> number = number(BigDecimal.ZERO, BigDecimal.ONE);
    return new Scalar<>(
        number.expected(),
        number.schema(),
        node ->
            number(node).map(BigDecimal::doubleValue).filter(value -> value >= 0 && value <= 1));
  }

  /** A duration. */
  static FieldType<Duration> duration(Duration least, Duration most) {
    return new Scalar<>(
        "a duration from "
            + Durations.format(least)
            + " to "
            + Durations.format(most)
            + ", such as 500ms, 90s, 10m, 12h or 30d",
        schema("type", "string", "pattern", "^[0-9]+(ns|us|ms|s|m|h|d)$"),
        node ->
            duration(node.getValue())
                .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0));
  }

  /** Returns the duration that a text is, or nothing. */
  static Optional<Duration> duration(String text) {
    try {
      return Optional.of(Durations.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** One of an enum's constants, spelt in lower case. */
  static <E extends Enum<E>> FieldType<E> choice(Class<E> type) {
    return choice(Arrays.asList(type.getEnumConstants()));
  }

  /** One of some of an enum's constants, spelt in lower case. */
  static <E extends Enum<E>> FieldType<E> choice(List<E> constants) {
    List<String> names =
        constants.stream().map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
    String expected = names.size() == 1 ? names.getFirst() : "one of " + String.join(", ", names);
    return new FieldType<>() {
      @Override
      public Optional<E> read(Node node, String path, Problems problems) {
        String found = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        int index = names.indexOf(found);
        if (index >= 0) {
          return Optional.of(constants.get(index));
        }
        problems.error(
            Yaml.place(node, path),
            Found.show(node) + " (expected: " + expected + ")" + Names.suggestion(found, names));
        return Optional.empty();
      }

      @Override
      public Map<String, Object> schema() {
        return FieldTypes.schema("enum", names);
      }

      @Override
      public String expected() {
        return expected;
      }
    };
  }

  /** A list. */
  static <T> FieldType<List<Located<T>>> listOf(FieldType<T> items, int most) {
    return new Items<>(items, most, false);
  }

  /** A list, or a single item without one. */
  static <T> FieldType<List<Located<T>>> oneOrMore(FieldType<T> items, int most) {
    return new Items<>(items, most, true);
  }

  private record Items<T>(FieldType<T> items, int most, boolean orOne)
      implements FieldType<List<Located<T>>> {
    @Override
    public Optional<List<Located<T>>> read(Node node, String path, Problems problems) {
      if (orOne && node instanceof ScalarNode) {
        return items
            .read(node, path, problems)
            .map(item -> List.of(new Located<>(item, Yaml.place(node, path))));
      }
      if (!(node instanceof SequenceNode list)) {
        problems.error(
            Yaml.place(node, path), Found.show(node) + " (expected: " + expected() + ")");
        return Optional.empty();
      }
      int size = list.getValue().size();
      if (size > most || (orOne && size == 0)) {
        problems.error(
            Yaml.place(node, path),
            size + " items (expected: " + (orOne ? 1 : 0) + " to " + most + ")");
        return Optional.empty();
      }
      List<Located<T>> read = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        Node item = list.getValue().get(i);
        String below = path + '[' + i + ']';
        items
            .read(item, below, problems)
            .ifPresent(value -> read.add(new Located<>(value, Yaml.place(item, below))));
      }
      return Optional.of(List.copyOf(read));
    }

    @Override
    public Map<String, Object> schema() {
      Map<String, Object> list =
          FieldTypes.schema("type", "array", "items", items.schema(), "maxItems", most);
      return orOne ? FieldTypes.schema("anyOf", List.of(items.schema(), list)) : list;
    }

    @Override
    public String expected() {
      return orOne
          ? items.expected() + ", or a list of them"
          : "a list of up to " + most + " items";
    }
  }

  /** A mapping whose keys are names of the author's own. */
  static <T> FieldType<Map<String, Located<T>>> mapOf(
      FieldType<String> keys, FieldType<T> values, int most) {
    return new Entries<>(keys, values, most);
  }

  private record Entries<T>(FieldType<String> keys, FieldType<T> values, int most)
      implements FieldType<Map<String, Located<T>>> {
    @Override
    public Optional<Map<String, Located<T>>> read(Node node, String path, Problems problems) {
      Place place = Yaml.place(node, path);
      if (!(node instanceof MappingNode mapping)) {
        problems.error(place, Found.show(node) + " (expected: " + expected() + ")");
        return Optional.empty();
      }
      if (mapping.getValue().size() > most) {
        problems.error(
            place, mapping.getValue().size() + " entries (expected: at most " + most + ")");
        return Optional.empty();
      }
      Map<String, Located<T>> read = new LinkedHashMap<>();
      for (NodeTuple entry : mapping.getValue()) {
        Optional<String> key = keys.read(entry.getKeyNode(), path, problems);
        String below = path + '.' + key.orElse("?");
        Optional<T> value = values.read(entry.getValueNode(), below, problems);
        if (key.isEmpty() || value.isEmpty()) {
          continue;
        }
        Place at = Yaml.place(entry.getKeyNode(), below);
        Located<T> first = read.putIfAbsent(key.get(), new Located<>(value.get(), at));
        if (first != null) {
          problems.error(
              at, "duplicate key \"" + key.get() + "\" (first: line " + first.place().line() + ")");
        }
      }
      return Optional.of(read);
    }

    @Override
    public Map<String, Object> schema() {
      return FieldTypes.schema(
          "type",
          "object",
          "propertyNames",
          keys.schema(),
          "additionalProperties",
          values.schema(),
          "maxProperties",
          most);
    }

    @Override
    public String expected() {
      return "a mapping from " + keys.expected() + " to " + values.expected();
    }
  }

  /** Returns a schema whose keys keep their order. */
  static Map<String, Object> schema(Object... keysAndValues) {
    Map<String, Object> schema = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      schema.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return schema;
  }
}
