/** Policies: YAML with CEL conditions, checked at load, compiled to what the engine evaluates. */
@NullMarked
package dev.weir.policy;

import org.jspecify.annotations.NullMarked;
