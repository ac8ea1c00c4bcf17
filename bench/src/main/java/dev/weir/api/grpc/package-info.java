/** Benchmarks of what the package keeps to itself, and what load generators take of it. */
@NullMarked
package dev.weir.api.grpc;

import org.jspecify.annotations.NullMarked;
