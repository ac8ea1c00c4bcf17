/** Benchmarks of what the package keeps to itself. */
@NullMarked
package dev.weir.api.grpc;

import org.jspecify.annotations.NullMarked;
