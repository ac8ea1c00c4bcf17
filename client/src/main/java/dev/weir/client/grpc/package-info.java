/** Puts Weir in front of a gRPC server. */
@NullMarked
package dev.weir.client.grpc;

import org.jspecify.annotations.NullMarked;
