package dev.weir.simulate;

import dev.weir.config.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An object of a scenario file. Each value is asked for by its key; what nobody asked for is a
 * mistake.
 */
final class Section {
  private final String file;
  private final String path;
  private final Map<String, Object> values;
  private final TreeSet<String> known = new TreeSet<>();

  private Section(String file, String path, Map<String, Object> values) {
    this.file = file;
    this.path = path;
    this.values = values;
  }

  /** Returns a file's root. */
  static Section root(String file, @Nullable Object root) {
    return new Section(file, "", object(file, "the file", root));
  }

  /** Returns the values of this object, with those of {@code defaults} where it has none. */
  Section over(Section defaults) {
    return new Section(file, path, merged(defaults.values, values));
  }

  private static Map<String, Object> merged(Map<String, Object> below, Map<String, Object> above) {
    Map<String, Object> all = new LinkedHashMap<>(below);
    above.forEach(
        (key, value) ->
            all.merge(
                key,
                value,
                (was, is) ->
                    was instanceof Map<?, ?> base && is instanceof Map<?, ?> over
                        ? merged(texts(base), texts(over))
                        : is));
    return all;
  }

  boolean has(String key) {
    known.add(key);
    return values.containsKey(key);
  }

  /** Returns the object at {@code key}; an empty one where there is none. */
  Section section(String key) {
    known.add(key);
    Object value = values.getOrDefault(key, Map.of());
    return new Section(file, at(key), object(file, at(key), value));
  }

  /** Returns the objects of the list at {@code key}; none where there is no such list. */
  List<Section> sections(String key) {
    known.add(key);
    Object value = values.getOrDefault(key, List.of());
    if (!(value instanceof List<?> items)) {
      throw wrong(key, "a list", value);
    }
    List<Section> sections = new ArrayList<>();
    for (Object item : items) {
      String where = at(key) + "[" + sections.size() + "]";
      sections.add(new Section(file, where, object(file, where, item)));
    }
    return sections;
  }

  double number(String key, double least, double most) {
    Object value = required(key);
    if (!(value instanceof Number number)
        || !(number.doubleValue() >= least && number.doubleValue() <= most)) {
      throw wrong(key, "a number from " + plain(least) + " to " + plain(most), value);
    }
    return number.doubleValue();
  }

  double share(String key) {
    return number(key, 0, 1);
  }

  int whole(String key, int least, int most) {
    Object value = required(key);
    if (!(value instanceof Integer number) || number < least || number > most) {
      throw wrong(key, "a whole number from " + least + " to " + most, value);
    }
    return number;
  }

  boolean flag(String key) {
    Object value = required(key);
    if (!(value instanceof Boolean flag)) {
      throw wrong(key, "true or false", value);
    }
    return flag;
  }

  String text(String key) {
    Object value = required(key);
    if (!(value instanceof String text) || text.isBlank()) {
      throw wrong(key, "a text", value);
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        throw wrong(key, "a text of ASCII characters", value);
      }
    }
    return text;
  }

  Optional<String> optional(String key) {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  /** Returns the one of {@code values} that is named, in lower case. */
  <E extends Enum<E>> E oneOf(String key, E[] choices) {
    String text = text(key);
    List<String> names = new ArrayList<>();
    for (E choice : choices) {
      names.add(choice.name().toLowerCase(Locale.ROOT));
    }
    int index = names.indexOf(text);
    if (index < 0) {
      throw wrong(key, "one of " + String.join(", ", names), text);
    }
    return choices[index];
  }

  /** Refuses keys that nobody asked for. */
  void finish() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new ScenarioException(
            file + ": " + at(key) + ": unknown key" + Nearest.hint(key, known));
      }
    }
  }

  ScenarioException wrong(String key, String expected, Object found) {
    return new ScenarioException(
        file + ": " + at(key) + ": " + found + " (expected: " + expected + ")");
  }

  private Object required(String key) {
    known.add(key);
    Object value = values.get(key);
    if (value == null) {
      String instead =
          Nearest.to(key, values.keySet()).map(found -> " (found: " + found + ")").orElse("");
      throw new ScenarioException(file + ": " + at(key) + ": missing" + instead);
    }
    return value;
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  private static Map<String, Object> object(String file, String path, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new ScenarioException(file + ": " + path + ": not an object of keys and values");
    }
    return texts(map);
  }

  private static Map<String, Object> texts(Map<?, ?> map) {
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (value != null) {
            named.put(String.valueOf(key), value);
          }
        });
    return named;
  }
}
