/** Benchmarks of what the package keeps to itself. */
@NullMarked
package dev.weir.replay;

import org.jspecify.annotations.NullMarked;
