package dev.weir.config;

import dev.weir.config.Schema.Leaf;
import dev.weir.config.Schema.Node;
import dev.weir.config.Schema.Section;
import dev.weir.config.Value.Origin;
import java.util.Map;

/**
 * A configuration, and where each value that is not the default was written.
 *
 * @param origins by path
 */
public record LoadedConfig<T extends Record>(T config, Map<String, String> origins) {

  public LoadedConfig {
    origins = Map.copyOf(origins);
  }

  /** Returns where a setting's value was written; {@code default} where nowhere. */
  public String origin(String path) {
    return origins.getOrDefault(path, Origin.DEFAULT.text());
  }

  /** Returns the whole configuration as YAML, each value with its origin, without secrets. */
  public String print() {
    StringBuilder text = new StringBuilder();
    print(new Schema(config).root(), "", text);
    return text.toString();
  }

  private void print(Section section, String indent, StringBuilder text) {
    for (Node node : section.nodes()) {
      switch (node) {
        case Section child -> {
          text.append(indent).append(name(child.path())).append(":\n");
          print(child, indent + "  ", text);
        }
        case Leaf leaf ->
            text.append(indent)
                .append(name(leaf.path()))
                .append(": ")
                .append(quoted(leaf.kind().show(leaf.defaultValue())))
                .append("  # ")
                .append(origin(leaf.path()))
                .append('\n');
      }
    }
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9_./+-]+(:[A-Za-z0-9_./+-]+)*")
        ? value
        : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
