package dev.weir.policy;

import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Finds where in the file a character of a scalar's value stands. A value is not a copy of the
 * file's text: quotes, escapes, indentation, folded lines and block headers are gone. But what is
 * not white space is there in the same order, so the two are walked side by side.
 */
final class ScalarPositions {
  private ScalarPositions() {}

  /**
   * Returns the place of the code point at {@code offset} of the scalar's value; of its start where
   * that cannot be told.
   */
  static Place place(ScalarNode node, int offset, String path) {
    Place start = Yaml.place(node, path);
    if (node.getStartMark().isEmpty() || node.getEndMark().isEmpty()) {
      return start;
    }
    Mark from = node.getStartMark().get();
    int[] raw = from.getBuffer();
    int end = from.getPointer() + node.getEndMark().get().getIndex() - from.getIndex();
    int at = from.getPointer();
    int line = from.getLine();
    int column = from.getColumn();
    boolean block =
        node.getScalarStyle() == ScalarStyle.LITERAL || node.getScalarStyle() == ScalarStyle.FOLDED;
    int[] value = node.getValue().codePoints().toArray();
    int wanted = wanted(value, offset);
    int next = 0;
    while (at < end && at < raw.length) {
      int c = raw[at];
      if (!block && next < value.length && isSame(c, value[next])) {
        if (next == wanted) {
          return new Place(line + 1, column + 1, path);
        }
        next = afterSpace(value, next + 1);
      }
      at++;
      if (c == '\n') {
        // What stands on the line of a block's | or > is no part of its value.
        block = false;
        line++;
        column = 0;
      } else {
        column++;
      }
    }
    return start;
  }

  /**
   * Returns the first code point at or after the offset that is not white space, else the last one
   * before.
   */
  private static int wanted(int[] value, int offset) {
    int found = afterSpace(value, offset);
    if (found < value.length) {
      return found;
    }
    int last = value.length - 1;
    while (last > 0 && Character.isWhitespace(value[last])) {
      last--;
    }
    return last;
  }

  private static int afterSpace(int[] value, int from) {
    int at = from;
    while (at < value.length && Character.isWhitespace(value[at])) {
      at++;
    }
    return at;
  }

  private static boolean isSame(int raw, int value) {
    return raw == value && !Character.isWhitespace(raw);
  }
}
