package dev.weir.config;

import dev.weir.config.Value.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads values from a YAML file. Scalars are taken as they were written, so each setting reads its
 * own type.
 */
final class YamlSource {
  private final String file;
  private final List<Value> values = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private YamlSource(String file) {
    this.file = file;
  }

  /**
   * Returns the values of a file, in its order; what is wrong with it is added to {@code problems}.
   */
  static List<Value> read(Path path, List<String> problems) {
    YamlSource source = new YamlSource(path.toString());
    try {
      source.parse(Files.readString(path));
    } catch (NoSuchFileException e) {
      source.problems.add(path + ": no such file");
    } catch (IOException e) {
      source.problems.add(path + ": cannot be read: " + e.getMessage());
    }
    problems.addAll(source.problems);
    return source.values;
  }

  private void parse(String text) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file).build();
      Optional<Node> root = new Compose(settings).composeString(text);
      root.ifPresent(node -> collect("", node));
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark();
      problems.add(mark.map(this::at).orElse(file) + ": not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(file + ": not YAML: " + e.getMessage());
    }
  }

  private void collect(String path, Node node) {
    switch (node) {
      case MappingNode mapping -> {
        for (NodeTuple tuple : mapping.getValue()) {
          if (tuple.getKeyNode() instanceof ScalarNode key) {
            String child = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            collect(child, tuple.getValueNode());
          } else {
            problems.add(at(tuple.getKeyNode()) + ": a key must be a plain text");
          }
        }
      }
      case SequenceNode sequence -> {
        List<String> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          if (item instanceof ScalarNode scalar) {
            items.add(scalar.getValue());
          } else {
            problems.add(at(item) + ": " + path + ": a list of plain values is expected here");
          }
        }
        values.add(new Value(path, items, new Origin(at(node))));
      }
      case ScalarNode scalar ->
          values.add(new Value(path, List.of(scalar.getValue()), new Origin(at(node))));
      default -> problems.add(at(node) + ": " + path + ": cannot be read");
    }
  }

  private String at(Node node) {
    return node.getStartMark().map(this::at).orElse(file);
  }

  private String at(Mark mark) {
    return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }
}
