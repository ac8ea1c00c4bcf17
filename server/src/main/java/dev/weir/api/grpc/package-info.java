/**
 * The gRPC adapter: requests off the wire, decisions onto it. Knows the protocol and nothing of how
 * a decision is made.
 */
@NullMarked
package dev.weir.api.grpc;

import org.jspecify.annotations.NullMarked;
