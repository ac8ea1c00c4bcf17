/** Limits: how much a caller may use in a window, counted exactly over all replicas. */
@NullMarked
package dev.weir.limit;

import org.jspecify.annotations.NullMarked;
