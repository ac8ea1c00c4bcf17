package dev.weir.policy;

import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A condition as it stands in the file: not yet parsed. */
record ConditionText(ScalarNode node, Place place) {

  String text() {
    return node.getValue();
  }
}
