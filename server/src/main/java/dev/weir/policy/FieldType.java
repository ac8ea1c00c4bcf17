package dev.weir.policy;

import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A kind of value in a policy: one description, from which it is read, from which the editors' JSON
 * schema is made, and from which the reference is written.
 */
interface FieldType<T> {

  /**
   * Returns the value of a node, or as much of it as is valid, or nothing; {@code problems} says
   * what is not. A policy with errors never comes into force, but what is left of it is checked
   * further, so that all of them are found.
   */
  Optional<T> read(Node node, String path, Problems problems);

  /** Returns the JSON schema (draft 2020-12) of a value. */
  Map<String, Object> schema();

  /** Returns what is valid, in words that follow "expected:". */
  String expected();
}
