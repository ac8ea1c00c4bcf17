package dev.weir.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The tree of settings that a configuration record declares, with the values of one instance of it
 * as defaults.
 */
final class Schema {
  private final Section root;
  private final Map<String, Leaf> leaves = new LinkedHashMap<>();

  /**
   * Describes a configuration.
   *
   * @throws IllegalArgumentException where a component has no {@link Setting} or a type that cannot
   *     be written: a mistake of ours, which a test finds
   */
  Schema(Record defaults) {
    this.root = section("", "", defaults);
  }

  /** Returns every setting by its path, in the order of declaration. */
  Map<String, Leaf> leaves() {
    return leaves;
  }

  /** Returns the whole configuration as a section. */
  Section root() {
    return root;
  }

  /** Either a section or a setting. */
  sealed interface Node {}

  /**
   * A record of settings.
   *
   * @param path empty for the root
   */
  record Section(String path, String doc, Record defaults, List<Node> nodes) implements Node {

    /**
     * Returns the record with these components; an invalid one throws {@link
     * IllegalArgumentException}.
     */
    Record create(List<Object> components) {
      try {
        Class<?>[] types = new Class<?>[nodes.size()];
        RecordComponent[] declared = defaults.getClass().getRecordComponents();
        for (int i = 0; i < types.length; i++) {
          types[i] = declared[i].getType();
        }
        Constructor<? extends Record> constructor =
            defaults.getClass().getDeclaredConstructor(types);
        return constructor.newInstance(components.toArray());
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof IllegalArgumentException invalid) {
          throw invalid;
        }
        throw new IllegalStateException("cannot create " + path, e);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot create " + path, e);
      }
    }
  }

  /** One setting. */
  record Leaf(String path, Setting setting, Kind kind, Object defaultValue) implements Node {

    /** Returns the name of the environment variable that sets it. */
    String variable() {
      return "WEIR_" + path.replace('.', '_').toUpperCase(Locale.ROOT);
    }
  }

  private Section section(String path, String doc, Record defaults) {
    List<Node> nodes = new ArrayList<>();
    for (RecordComponent component : defaults.getClass().getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        throw new IllegalArgumentException(
            defaults.getClass().getName() + "." + component.getName() + " has no @Setting");
      }
      String name = key(component.getName());
      String childPath = path.isEmpty() ? name : path + "." + name;
      Object value = read(component, defaults);
      if (value instanceof Record child && !Kind.isLeaf(child.getClass())) {
        nodes.add(section(childPath, setting.value(), child));
      } else {
        Leaf leaf = new Leaf(childPath, setting, kind(childPath, component), value);
        leaves.put(childPath, leaf);
        nodes.add(leaf);
      }
    }
    return new Section(path, doc, defaults, List.copyOf(nodes));
  }

  private static Kind kind(String path, RecordComponent component) {
    Type type = component.getGenericType();
    if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
      Type[] arguments = generic.getActualTypeArguments();
      return Kind.of(path, raw, (Class<?>) arguments[arguments.length - 1]);
    }
    return Kind.of(path, component.getType(), component.getType());
  }

  private static Object read(RecordComponent component, Record from) {
    try {
      return Objects.requireNonNull(component.getAccessor().invoke(from));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  /** Returns {@code maxConnectionAge} as {@code max_connection_age}. */
  private static String key(String component) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (Character.isUpperCase(c)) {
        key.append('_');
      }
      key.append(Character.toLowerCase(c));
    }
    return key.toString();
  }
}
