/** The decision log: one JSON line for each decision, written beside the request path. */
@NullMarked
package dev.weir.audit;

import org.jspecify.annotations.NullMarked;
