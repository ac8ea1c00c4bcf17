package dev.weir.policy;

import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Says in a few words what stands in a file where something else was expected. */
final class Found {
  private static final int LONGEST_SHOWN = 60;

  private Found() {}

  static String show(Node node) {
    return switch (node.getNodeType()) {
      case MAPPING -> "a mapping";
      case SEQUENCE -> "a list";
      case SCALAR -> show((ScalarNode) node);
      default -> "an alias";
    };
  }

  private static String show(ScalarNode node) {
    if (node.getTag().equals(Tag.NULL)) {
      return "nothing";
    }
    return node.getTag().equals(Tag.STR) ? show(node.getValue()) : node.getValue();
  }

  /** Returns a text in quotes, shortened where it is long, without control characters. */
  static String show(String text) {
    String shown =
        text.codePointCount(0, text.length()) > LONGEST_SHOWN
            ? text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN)) + '…'
            : text;
    return '"' + shown.replaceAll("\\p{Cntrl}", " ") + '"';
  }
}
