package dev.weir.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping with known keys. Unknown, duplicate and missing keys are problems, as are values of the
 * wrong kind.
 *
 * @param title the heading in the reference
 * @param doc what the mapping is for
 * @param build makes the section's value; called where every required field is valid or has a
 *     default, so that what is left of a faulty section can be checked further
 */
record Section<T>(String title, String doc, List<Field<?>> fields, Function<Values, T> build)
    implements FieldType<T> {

  Section {
    fields = List.copyOf(fields);
  }

  @Override
  public Optional<T> read(Node node, String path, Problems problems) {
    Place place = Yaml.place(node, path);
    if (!(node instanceof MappingNode mapping)) {
      problems.error(place, Found.show(node) + " (expected: " + expected() + ")");
      return Optional.empty();
    }
    Map<String, Place> seen = new LinkedHashMap<>();
    Map<Field<?>, Located<?>> values = new LinkedHashMap<>();
    int known = 0;
    for (NodeTuple entry : mapping.getValue()) {
      Optional<Field<?>> field = field(entry.getKeyNode(), path, seen, problems);
      if (field.isEmpty()) {
        continue;
      }
      String below = path.isEmpty() ? field.get().name() : path + '.' + field.get().name();
      known++;
      Optional<?> value = field.get().type().read(entry.getValueNode(), below, problems);
      value.ifPresent(
          found ->
              values.put(
                  field.get(), new Located<>(found, Yaml.place(entry.getValueNode(), below))));
    }
    // Of what was given, everything is valid; then of what was not, nothing is required.
    boolean complete = values.size() == known;
    boolean buildable = true;
    for (Field<?> field : fields) {
      if (field.required() && !seen.containsKey(field.name())) {
        problems.error(
            place, "no \"" + field.name() + "\" (expected: " + field.type().expected() + ")");
      }
      boolean missing = field.required() && !values.containsKey(field);
      complete &= !missing;
      buildable &= !missing || field.initial().isPresent();
    }
    return buildable
        ? Optional.of(build.apply(new Values(place, complete, values)))
        : Optional.empty();
  }

  private Optional<Field<?>> field(
      Node key, String path, Map<String, Place> seen, Problems problems) {
    Place place = Yaml.place(key, path);
    if (!(key instanceof ScalarNode scalar)) {
      problems.error(place, Found.show(key) + " as a key (expected: a name)");
      return Optional.empty();
    }
    String name = scalar.getValue();
    place = place.child(name);
    Place first = seen.putIfAbsent(name, place);
    if (first != null) {
      problems.error(place, "duplicate key \"" + name + "\" (first: line " + first.line() + ")");
      return Optional.empty();
    }
    for (Field<?> field : fields) {
      if (field.name().equals(name)) {
        return Optional.of(field);
      }
    }
    List<String> names = names();
    problems.error(
        place,
        "unknown key \""
            + name
            + "\" (expected: "
            + String.join(", ", names)
            + ")"
            + Names.suggestion(name, names));
    return Optional.empty();
  }

  private List<String> names() {
    return fields.stream().<String>map(Field::name).toList();
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Field<?> field : fields) {
      Map<String, Object> property = new LinkedHashMap<>(field.type().schema());
      String shown = field.shown().isEmpty() ? "" : " Default: " + field.shown() + '.';
      property.put("description", field.doc() + shown);
      properties.put(field.name(), property);
      if (field.required()) {
        required.add(field.name());
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("description", doc);
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  @Override
  public String expected() {
    return "a mapping of " + String.join(", ", names());
  }
}
