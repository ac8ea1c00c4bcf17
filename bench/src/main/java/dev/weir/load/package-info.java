/**
 * Puts load on a server over gRPC at a fixed rate, and says how long its answers took and what they
 * cost. Starts the server itself where asked to, as a process of its own.
 */
@NullMarked
package dev.weir.load;

import org.jspecify.annotations.NullMarked;
