package dev.weir.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/**
 * Parses YAML 1.2 into nodes that know their line and column, within bounds that keep a hostile
 * file from costing more than a large one: its size, how deep it nests, and how many aliases it
 * has.
 */
final class Yaml {
  /** The largest policy, in characters. */
  static final int LARGEST = 256 * 1024;

  /** The deepest nesting; a policy needs six. */
  static final int DEEPEST = 20;

  /** The most aliases. Each is one node, wherever it is used: nothing is copied. */
  static final int MOST_ALIASES = 100;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          // The core schema would merge keys (<<): a second way to write the same policy.
          .setSchema(new JsonSchema())
          // Found by Section.
          .setAllowNonScalarKeys(true)
          // Found by Section, with the line of the first.
          .setAllowDuplicateKeys(true)
          .setCodePointLimit(LARGEST)
          // Marks see as much of the text as was read at once; ScalarPositions wants all of it.
          .setBufferSize(LARGEST)
          .build();

  private Yaml() {}

  /**
   * Returns the document's root, or nothing where it cannot be parsed; then {@code problems} says
   * why.
   */
  static Optional<Node> parse(String text, Problems problems) {
    if (text.length() > LARGEST) {
      problems.error(
          Place.START,
          text.length() + " characters (expected: a policy of at most " + LARGEST + ")");
      return Optional.empty();
    }
    try {
      if (!isBounded(text, problems)) {
        return Optional.empty();
      }
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      if (root.isEmpty()) {
        problems.error(Place.START, "nothing (expected: a policy; see docs/policy.md)");
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      problems.error(place(e), "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.error(Place.START, "not YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  /**
   * Returns the {@code name} of every item of a list of mappings under the root, whatever else is
   * wrong with them.
   */
  static List<String> names(Node root, String list) {
    List<String> names = new ArrayList<>();
    for (Node item :
        child(root, list) instanceof SequenceNode items ? items.getValue() : List.<Node>of()) {
      if (child(item, "name") instanceof ScalarNode name) {
        names.add(name.getValue());
      }
    }
    return names;
  }

  private static @Nullable Node child(Node node, String key) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
          return entry.getValueNode();
        }
      }
    }
    return null;
  }

  /** Returns where a node starts. */
  static Place place(Node node, String path) {
    return node.getStartMark()
        .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1, path))
        .orElse(Place.START);
  }

  /**
   * The parser keeps its state on the heap, the composer on the stack: so depth is judged first,
   * from the events.
   */
  private static boolean isBounded(String text, Problems problems) {
    int depth = 0;
    int aliases = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias -> aliases++;
        default -> {}
      }
      if (depth > DEEPEST) {
        problems.error(place(event), "nesting deeper than " + DEEPEST + " levels");
        return false;
      }
      if (aliases > MOST_ALIASES) {
        problems.error(place(event), "more than " + MOST_ALIASES + " aliases");
        return false;
      }
    }
    return true;
  }

  private static Place place(Event event) {
    return event
        .getStartMark()
        .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1, ""))
        .orElse(Place.START);
  }

  private static Place place(MarkedYamlEngineException e) {
    return e.getProblemMark()
        .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1, ""))
        .orElse(Place.START);
  }
}
