package dev.weir.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A CEL condition, read as text; {@link ConditionCompiler} judges it. */
final class ConditionType implements FieldType<ConditionText> {
  /** The longest condition, in characters. */
  static final int LONGEST = 4096;

  @Override
  public Optional<ConditionText> read(Node node, String path, Problems problems) {
    Place place = Yaml.place(node, path);
    if (!(node instanceof ScalarNode scalar)
        || scalar.getTag().equals(Tag.NULL)
        || scalar.getValue().isBlank()) {
      String hint =
          node instanceof ScalarNode
              ? ""
              : "; quote a condition that begins with a bracket or a brace";
      problems.error(place, Found.show(node) + " (expected: " + expected() + ")" + hint);
      return Optional.empty();
    }
    if (scalar.getValue().length() > LONGEST) {
      problems.error(
          place, scalar.getValue().length() + " characters (expected: at most " + LONGEST + ")");
      return Optional.empty();
    }
    return Optional.of(new ConditionText(scalar, place));
  }

  @Override
  public Map<String, Object> schema() {
    return FieldTypes.schema("type", List.of("string", "boolean"), "maxLength", LONGEST);
  }

  @Override
  public String expected() {
    return "a CEL condition";
  }
}
