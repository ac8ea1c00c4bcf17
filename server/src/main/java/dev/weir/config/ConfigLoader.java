package dev.weir.config;

import dev.weir.config.Schema.Leaf;
import dev.weir.config.Schema.Section;
import dev.weir.config.Value.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a configuration record from its defaults, a file, the environment, and flags; what is read
 * later wins. Collects problems instead of stopping at the first. Not thread-safe; used once.
 *
 * @param <T> the configuration record
 */
public final class ConfigLoader<T extends Record> {
  private final Class<T> type;
  private final Schema schema;
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  /** Creates a loader that starts from {@code defaults}. */
  @SuppressWarnings("unchecked") // The class of a T is a Class<T>.
  public ConfigLoader(T defaults) {
    this.type = (Class<T>) defaults.getClass();
    this.schema = new Schema(defaults);
  }

  /** Reads a YAML file; its nested keys are the settings' paths. */
  public ConfigLoader<T> file(Path path) {
    Set<String> seen = new HashSet<>();
    for (Value value : YamlSource.read(path, problems)) {
      if (!seen.add(value.path())) {
        problems.add(value.origin() + ": " + value.path() + ": set twice");
      }
      put(value);
    }
    return this;
  }

  /**
   * Reads environment variables: {@code WEIR_} and the setting's path in capitals, with {@code _}
   * for each dot. One that begins so and names no setting is a problem, unless it is in {@code
   * others}, or is one that Kubernetes and Docker add for every service beside the process.
   *
   * @param others variables that other parts of Weir read
   */
  public ConfigLoader<T> environment(Map<String, String> environment, Set<String> others) {
    Map<String, String> paths = new LinkedHashMap<>();
    schema.leaves().values().forEach(leaf -> paths.put(leaf.variable(), leaf.path()));
    environment.forEach(
        (name, text) -> {
          Origin origin = new Origin("environment variable " + name);
          String path = paths.get(name);
          if (path != null) {
            put(new Value(path, List.of(text), origin));
          } else if (name.startsWith("WEIR_") && !others.contains(name) && !isLink(name, text)) {
            problems.add(origin + ": no such setting" + Nearest.hint(name, paths.keySet()));
          }
        });
    return this;
  }

  /** Sets one value, as a flag does; {@code flag} is how the user wrote it. */
  public ConfigLoader<T> set(String path, String text, String flag) {
    return put(new Value(path, List.of(text), new Origin(flag)));
  }

  /**
   * Returns what was read.
   *
   * @throws ConfigException with every problem, where there is any
   */
  public LoadedConfig<T> load() throws ConfigException {
    Map<String, Object> converted = new HashMap<>();
    values.values().forEach(value -> convert(value, converted));
    Record built = build(schema.root(), converted);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    Map<String, String> origins = new HashMap<>();
    values.forEach((path, value) -> origins.put(path, value.origin().text()));
    return new LoadedConfig<>(type.cast(built), origins);
  }

  private ConfigLoader<T> put(Value value) {
    int map = schema.leaves().containsKey(value.path()) ? -1 : mapPrefix(value.path());
    if (map >= 0) {
      // An entry of a map: joins the entries that are there.
      String path = value.path().substring(0, map);
      String entry = value.path().substring(map + 1) + "=" + String.join(",", value.items());
      Value before = values.get(path);
      List<String> items = new ArrayList<>(before == null ? List.of() : before.items());
      items.add(entry);
      values.put(path, new Value(path, items, value.origin()));
    } else if (schema.leaves().containsKey(value.path())) {
      values.put(value.path(), value);
    } else {
      problems.add(
          value.origin()
              + ": "
              + value.path()
              + ": no such setting"
              + Nearest.hint(value.path(), schema.leaves().keySet()));
    }
    return this;
  }

  private int mapPrefix(String path) {
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      Leaf leaf = schema.leaves().get(path.substring(0, dot));
      if (leaf != null && leaf.kind().shape() == Kind.Shape.MAP) {
        return dot;
      }
    }
    return -1;
  }

  private void convert(Value value, Map<String, Object> converted) {
    Leaf leaf = schema.leaves().get(value.path());
    if (leaf == null) {
      return;
    }
    try {
      Object object = leaf.kind().convert(value.items());
      String broken = Range.of(leaf).broken(object);
      if (broken.isEmpty()) {
        converted.put(leaf.path(), object);
      } else {
        problem(value, leaf, broken);
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      problem(value, leaf, leaf.kind().expected());
    }
  }

  private void problem(Value value, Leaf leaf, String expected) {
    String found = leaf.kind().showText(String.join(",", value.items()));
    problems.add(
        value.origin() + ": " + leaf.path() + ": \"" + found + "\" (expected: " + expected + ")");
  }

  private Record build(Section section, Map<String, Object> converted) {
    int before = problems.size();
    List<Object> components = new ArrayList<>();
    for (Schema.Node node : section.nodes()) {
      components.add(
          switch (node) {
            case Section child -> build(child, converted);
            case Leaf leaf -> converted.getOrDefault(leaf.path(), leaf.defaultValue());
          });
    }
    try {
      return section.create(components);
    } catch (IllegalArgumentException e) {
      if (problems.size() == before) {
        String message = String.valueOf(e.getMessage());
        boolean placed = section.path().isEmpty() || message.startsWith(section.path() + ".");
        problems.add(placed ? message : section.path() + "." + message);
      }
      return section.defaults();
    }
  }

  /** Returns whether a variable is one of those that tell a container where its neighbours are. */
  private static boolean isLink(String name, String text) {
    return name.endsWith("_SERVICE_HOST")
        || name.matches(".*_SERVICE_PORT(_[A-Z0-9_]+)?")
        || name.matches(".*_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?")
        || (name.endsWith("_PORT") && text.contains("://"));
  }
}
